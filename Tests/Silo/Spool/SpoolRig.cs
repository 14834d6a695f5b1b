using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Tests.Silo.Spool;

/// <summary>
/// Journal and spool on real files in a folder of their own, registered as in production, with a disk that fails on
/// demand.
/// </summary>
internal sealed class SpoolRig : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly bool ownsRoot;
    private ServiceProvider? services;

    public SpoolRig(string? root = null, Action<SpoolOptions>? configure = null)
    {
        ownsRoot = root is null;
        Root = root ?? Directory.CreateTempSubdirectory("spool-").FullName;
        Options = new SpoolOptions
        {
            StoragePath = Root, ReserveBytes = 0, ReserveFiles = 0, ProbeInterval = TimeSpan.FromHours(1),
        };
        configure?.Invoke(Options);
    }

    public string Root { get; }

    public SpoolOptions Options { get; }

    public FaultyDurable Disk { get; } = new();

    public IServiceProvider Services => services ??= Build();

    public Journal Journal => Services.GetRequiredService<Journal>();

    /// <summary>Opens the journal, as the host does at its start, and gives its reader.</summary>
    public JournalReader Reader =>
        Journal is null ? throw new InvalidOperationException() : Services.GetRequiredService<JournalReader>();

    public JournalProgress Progress => Services.GetRequiredService<JournalProgress>();

    public JournalCheckpoint Checkpoint => Services.GetRequiredService<JournalCheckpoint>();

    /// <summary>Takes over what other nodes left, as this one's host does every few seconds.</summary>
    public JournalAdopter Adopter => Services.GetRequiredService<JournalAdopter>();

    public FileSpool Spool => Services.GetRequiredService<FileSpool>();

    public SpoolFolders Folders => Services.GetRequiredService<SpoolFolders>();

    public string[] Segments => Directory.GetFiles(Folders.Journal, "*.seg").Order(StringComparer.Ordinal).ToArray();

    public string[] Quarantined => Directory.Exists(Folders.Quarantine) ? Directory.GetFiles(Folders.Quarantine) : [];

    /// <summary>
    /// A folder in memory where there is one: for tests of thousands of journals, whose flushes prove nothing.
    /// </summary>
    public static string FastRoot() => Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory(Path.Combine("/dev/shm", "spool-" + Path.GetRandomFileName())).FullName
        : Directory.CreateTempSubdirectory("spool-").FullName;

    public static JournalMessage Message(string content, DateTimeOffset? receivedAt = null)
    {
        var at = receivedAt ?? DateTimeOffset.FromUnixTimeMilliseconds(
            TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        var id = CorrelationId.Create(at, RandomNumberGenerator.GetBytes(CorrelationId.EntropyLength));
        var octets = Encoding.Latin1.GetBytes(content);
        var envelope = new Envelope("pbx@example.com", [new EnvelopeRecipient("user@example.com", "NEVER")]);
        return new JournalMessage(id, at, envelope,
            [octets.AsMemory(0, octets.Length / 2), octets.AsMemory(octets.Length / 2)]);
    }

    public static string TextOf(ReadOnlyMemory<byte>? content) =>
        content is null ? "(none)" : Encoding.Latin1.GetString(content.Value.Span);

    public static string TextOf(JournalMessage message) =>
        string.Concat(message.Content.Select(p => Encoding.Latin1.GetString(p.Span)));

    public async Task<AppendResult> AppendAsync(JournalMessage message) =>
        await Within(Journal.AppendAsync(message, CancellationToken.None).AsTask(), "the append's answer");

    public async Task<JournalMessage> AppendDurablyAsync(string content)
    {
        var message = Message(content);
        Assert.Equal(AppendResult.Durable, await AppendAsync(message));
        return message;
    }

    /// <summary>As a message that is too large for memory; its content is in what it gives, too.</summary>
    public async Task<JournalMessage> AppendDraftAsync(string content, DateTimeOffset? receivedAt = null)
    {
        using var draft = OpenDraft(content, receivedAt, out var message);
        Assert.Equal(AppendResult.Durable, await AppendAsync(message));
        return message with { Content = [Encoding.Latin1.GetBytes(content)] };
    }

    /// <summary>A message whose content is in a draft and not yet in the journal.</summary>
    public IContentDraft OpenDraft(string content, DateTimeOffset? receivedAt, out JournalMessage message)
    {
        message = Message("", receivedAt);
        var draft = Journal.OpenDraft(message.Id) ?? throw new InvalidOperationException("No draft was opened.");
        foreach (var part in content.Chunk(5)) draft.Append([Encoding.Latin1.GetBytes(part)]);
        message = message with { Content = [], Draft = draft };
        return draft;
    }

    public async Task<IReadOnlyList<JournalEntry>> ReadAsync(int max = 100) =>
        await Within(Reader.ReadAsync(max, CancellationToken.None).AsTask(), "messages from the journal");

    /// <summary>Reads everything there is; does not wait.</summary>
    public async Task<List<JournalEntry>> ReadAllAsync()
    {
        var all = new List<JournalEntry>();
        using var stop = new CancellationTokenSource();
        while (true)
        {
            var read = Reader.ReadAsync(int.MaxValue, stop.Token).AsTask();
            if (!read.IsCompleted) await stop.CancelAsync(); // it reads what there is before it waits
            try
            {
                all.AddRange(await read);
            }
            catch (OperationCanceledException)
            {
                return all;
            }
        }
    }

    public async Task AssertContentAsync(JournalMessage message) =>
        Assert.Equal(TextOf(message), TextOf(await Spool.ReadContentAsync(message.Id, CancellationToken.None)));

    /// <summary>Ends this process's part and opens the same folder again, as after a crash or a restart.</summary>
    public void Restart()
    {
        services?.Dispose();
        services = null;
    }

    public static async Task<T> Within<T>(Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {Patience.TotalSeconds:0} s for {what}, which did not come.");
        }
    }

    public ValueTask DisposeAsync()
    {
        Disk.Heal();
        services?.Dispose();
        if (ownsRoot || Directory.GetParent(Root)?.Name == "shm") Directory.Delete(Root, recursive: true);
        return ValueTask.CompletedTask;
    }

    private ServiceProvider Build()
    {
        var collection = new ServiceCollection().AddLogging(l => l.SetMinimumLevel(LogLevel.None));
        collection.AddSpool(Options).AddJournal(Options);
        collection.Replace(ServiceDescriptor.Singleton<IDurable>(Disk));
        return collection.BuildServiceProvider();
    }
}
