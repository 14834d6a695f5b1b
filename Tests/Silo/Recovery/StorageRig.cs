using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Recovery;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Silo.Stores.Sqlite;
using VoicemailOrleans.Tests.Fakes;
using VoicemailOrleans.Tests.Silo.Spool;

namespace VoicemailOrleans.Tests.Silo.Recovery;

/// <summary>A storage folder with a real spool and a real SQLite store.</summary>
internal sealed class StorageRig : IAsyncDisposable
{
    public static readonly DeliveryReply Ok = new(250, "2.0.0", "Ok", "smarthost:25");

    private readonly TestMeters meters = new();

    public StorageRig(Action<SpoolOptions>? configure = null)
    {
        Files = new SpoolRig(configure: configure);
        Store = OpenStore();
    }

    public SpoolRig Files { get; }

    public ManualTimeProvider Clock { get; } = new();

    public FixedRules<VoicemailPolicies> Policies { get; } = new(new(new VoicemailPolicy()));

    public SqliteGrainStore Store { get; private set; }

    public FileSpool Spool => Files.Spool;

    public string Root => Files.Root;

    public SpoolRebuild Rebuild =>
        new(Store, Spool, new FakeComposer(), Policies, Clock, NullLogger<SpoolRebuild>.Instance);

    public VerifyScan Verify => new(Store, Spool, Policies, Clock);

    public KnownHistory Known => new(Root, Files.Disk);

    /// <summary>Loses the store as a broken disk would.</summary>
    public void LoseStore()
    {
        Store.Dispose();
        foreach (var file in Directory.GetFiles(Root, SqliteGrainStore.FileName + "*")) File.Delete(file);
        Store = OpenStore();
    }

    /// <summary>A message in the spool, received an hour ago, without grain.</summary>
    public CorrelationId Put(params string[] recipients)
    {
        var at = Clock.GetUtcNow().AddHours(-1);
        var id = SpoolRig.Message("", at).Id;
        var envelope = new Envelope("pbx@example.com", [.. recipients.Select(to => new EnvelopeRecipient(to))]);
        var content = Encoding.UTF8.GetBytes(FakeComposer.Message(id, $"<{id}@pbx>", MessageKind.Voicemail, 1, false));
        Files.Services.GetRequiredService<ContentFiles>().TryStore(new JournalHeader(id, at, envelope), content);
        return id;
    }

    /// <summary>The same with the grain that intake makes.</summary>
    public async Task<CorrelationId> ReceiveAsync(params string[] recipients)
    {
        var id = Put(recipients);
        var message = Spool.ReadEnvelope(id)!;
        await CreateAsync(VoicemailState.Received(id, message.ReceivedAt, message.Envelope, message.SizeBytes));
        return id;
    }

    public async Task CreateAsync(VoicemailState state, DateTimeOffset? dueAt = null) =>
        await WriteAsync(new GrainWrite.Put(GrainId.Voicemail(state.Id), 0, GrainJson.Write(state), dueAt ?? Clock.GetUtcNow()));

    public async Task WriteAsync(params GrainWrite[] writes) =>
        Assert.True((await Store.CommitAsync(new GrainCommit(writes), default)).Written);

    public async Task MarkAsync(CorrelationId id, string recipient) =>
        await Spool.MarkDeliveredAsync(id, new DeliveredMark("a", recipient, Clock.GetUtcNow(), Ok, 0), default);

    public async Task<VoicemailState?> ReadAsync(CorrelationId id) =>
        await Store.ReadAsync(GrainId.Voicemail(id), default) is { } record ? GrainJson.ReadVoicemail(record.State) : null;

    public async ValueTask DisposeAsync()
    {
        Store.Dispose();
        meters.Dispose();
        await Files.DisposeAsync();
    }

    private SqliteGrainStore OpenStore() =>
        new(Root, Clock, new SqliteStoreMetrics(meters), NullLogger<SqliteGrainStore>.Instance);
}
