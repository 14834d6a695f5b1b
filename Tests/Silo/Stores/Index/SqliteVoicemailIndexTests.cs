using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Silo.Stores.Sqlite.Index;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Stores.Index;

public sealed partial class SqliteVoicemailIndexTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TemporaryFolder folder = new();
    private readonly ManualTimeProvider clock = new();
    private readonly Random random = new(1);
    private InMemoryGrainStore store;
    private SqliteVoicemailIndex index;
    private VoicemailIndexFollower follower;

    public SqliteVoicemailIndexTests()
    {
        store = new InMemoryGrainStore(clock);
        (index, follower) = Open();
    }

    public void Dispose()
    {
        follower.Dispose();
        index.Dispose();
        folder.Dispose();
    }

    private static MessageFacts Facts() => new()
    {
        Kind = MessageKind.Voicemail,
        ContentHash = "00",
        Recordings = [new RecordingFacts(1, "a.wav", "audio/wav", 1000)],
    };

    private static void SetVersion(string path)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version = 99";
        command.ExecuteNonQuery();
    }

    private Delivery Delivery(DeliveryState state) =>
        new() { Recipient = "anna@example.com", State = state, Since = clock.GetUtcNow() };

    private (SqliteVoicemailIndex Index, VoicemailIndexFollower Follower) Open()
    {
        var folders = new SpoolFolders(new SpoolOptions { StoragePath = folder.Path, NodeName = "me" });
        Directory.CreateDirectory(folders.Nodes);
        Directory.CreateDirectory(folder.File("index"));
        var opened = new SqliteVoicemailIndex(folder.Path, clock, NullLogger<SqliteVoicemailIndex>.Instance);
        return (opened, new VoicemailIndexFollower(
            store, opened, folders, new TestMeters(), clock, NullLogger<VoicemailIndexFollower>.Instance));
    }

    private void Reopen()
    {
        index.Dispose();
        (index, follower) = Open();
    }

    private async Task FollowAsync()
    {
        // Twice the checks of a quiet follower, ten seconds apart, so that a doubt becomes certain.
        for (var quiet = 0; quiet < 3; clock.Advance(TimeSpan.FromSeconds(11)))
            if (!await follower.FollowAsync(None)) quiet++;
    }

    private async Task<CorrelationId> PutAsync(Func<VoicemailState, VoicemailState> change)
    {
        var entropy = new byte[CorrelationId.EntropyLength];
        random.NextBytes(entropy);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        var id = CorrelationId.Create(clock.GetUtcNow(), entropy);
        var envelope = new Envelope("pbx@example.com", [new EnvelopeRecipient("anna@example.com")]);
        var state = change(VoicemailState.Received(id, clock.GetUtcNow(), envelope, 1000) with { Facts = Facts() });
        await store.CommitAsync(new([new GrainWrite.Put(
            new(GrainKinds.Voicemail, id.Value), 0, GrainJson.Write(state), clock.GetUtcNow())]), None);
        return id;
    }

    private async Task UpdateAsync(CorrelationId id, Func<VoicemailState, VoicemailState> change)
    {
        var record = (await store.ReadAsync(new(GrainKinds.Voicemail, id.Value), None))!;
        var state = change(GrainJson.ReadVoicemail(record.State));
        await store.CommitAsync(
            new([new GrainWrite.Put(record.Id, record.Version, GrainJson.Write(state), clock.GetUtcNow())]), None);
    }

    private async Task TranscribeAsync(
        CorrelationId id, string text, double seconds = 12, string language = "en-US", string engine = "test")
    {
        var transcript = new Transcript
        {
            Language = language, Engine = engine, Words = [.. text.Split(' ').Select(word => new TranscriptWord(word))],
        };
        var state = new TranscriptionState
        {
            Id = id, Number = 1, CreatedAt = clock.GetUtcNow(), Language = "en-US",
            Result = new TranscriptionResult
            {
                Status = TranscriptStatus.Transcribed,
                Transcript = transcript,
                Duration = TimeSpan.FromSeconds(seconds),
                At = clock.GetUtcNow(),
            },
        };
        var grain = new GrainId(GrainKinds.Transcription, $"{id}/1");
        await store.CommitAsync(new([new GrainWrite.Put(grain, 0, GrainJson.Write(state), clock.GetUtcNow())]), None);
    }

    private async Task<VoicemailPage> SearchAsync(
        string? text, VoicemailView view = VoicemailView.All, VoicemailPlace? after = null, int take = 50) =>
        await index.SearchAsync(new VoicemailQuery { Text = text, View = view, After = after, Take = take }, None);

    private async Task<IEnumerable<CorrelationId>> IdsAsync(VoicemailQuery query)
    {
        var found = (await index.SearchAsync(query, None)).Items.Select(item => item.Id).ToList();
        Assert.Equal(found.Count, await index.CountAsync(query, 1000, None));
        return found;
    }

    private async Task<IEnumerable<CorrelationId>> IdsAsync(VoicemailView view) =>
        (await SearchAsync(null, view)).Items.Select(item => item.Id);
}
