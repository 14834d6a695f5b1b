using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Bench.Scale;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Stores.Sqlite.Index;

namespace VoicemailOrleans.Bench.Search;

/// <summary>
/// <c>search</c>: how long the searches of a helpdesk take in the index of many voicemails, the page with its counts as
/// the list asks for them. The index is filled as the service fills it, in batches of two hundred. The CPU columns are
/// what a search takes of a core: they hold on a machine that others use as well.
/// </summary>
internal static class SearchBench
{
    private static readonly Option<int> Count = new("--count")
    {
        Description = "Voicemails in the index.",
        DefaultValueFactory = _ => 200_000,
    };

    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "How often each search is made, in an order drawn anew each time.",
        DefaultValueFactory = _ => 200,
    };

    private static readonly Option<string?> Folder = new("--folder")
    {
        Description = "Keep the index there; one that is there already is used as it is.",
    };

    /// <summary>Keeps one mailbox in nine from the helpdesk.</summary>
    private static readonly VoicemailPolicies Board = new(
        new VoicemailPolicy(),
        [new() { Name = "Board", Recipients = ["ceo@example.org", "mailbox7*@example.org"], Listen = ["admin"] }]);

    public static Command Create()
    {
        var command = new Command("search", "Time of searches, in an index of 200,000 voicemails.")
        {
            Count, Rounds, Folder,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult options)
    {
        var folder = options.GetValue(Folder) ?? Directory.CreateTempSubdirectory("voicemail-search-").FullName;
        try
        {
            using var index = new SqliteVoicemailIndex(
                folder, TimeProvider.System, NullLogger<SqliteVoicemailIndex>.Instance);
            Fill(index, options.GetValue(Count));
            await MeasureAsync(index, options.GetValue(Rounds));
        }
        finally
        {
            if (options.GetValue(Folder) is null) Directory.Delete(folder, recursive: true);
        }
    }

    private static void Fill(SqliteVoicemailIndex index, int count)
    {
        if (index.Position >= count) return;
        var entries = new SampleEntries(TimeProvider.System.GetUtcNow(), count);
        var started = Stopwatch.GetTimestamp();
        foreach (var batch in entries.Skip((int)index.Position).Chunk(200))
        {
            var changes = batch.ToDictionary(entry => entry.Summary.Id, IndexEntry? (entry) => entry);
            index.Write(changes, index.Position + batch.Length);
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Filled at {count / seconds:0} a second."));
    }

    private static async Task MeasureAsync(SqliteVoicemailIndex index, int rounds)
    {
        var searches = Searches(TimeProvider.System.GetUtcNow()).ToArray();
        var times = searches.ToDictionary(search => search.Name, _ => new List<double>());
        var cpu = searches.ToDictionary(search => search.Name, _ => new List<double>());
        var random = new Random(1);
        for (var round = -1; round < rounds; round++)
        {
            random.Shuffle(searches);
            foreach (var (name, query) in searches)
            {
                var (started, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
                await SearchAsync(index, query);
                if (round < 0) continue;
                times[name].Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                cpu[name].Add((Environment.CpuUsage.TotalTime - used).TotalMilliseconds);
            }
        }

        Console.WriteLine("search                           found   p50 ms   p99 ms   CPU p50   CPU p99");
        foreach (var (name, query) in Searches(TimeProvider.System.GetUtcNow()))
        {
            var found = await index.CountAsync(query, 10_000, CancellationToken.None);
            double[] figures =
            [
                Figures.Percentile(times[name], 0.5), Figures.Percentile(times[name], 0.99),
                Figures.Percentile(cpu[name], 0.5), Figures.Percentile(cpu[name], 0.99),
            ];
            var columns = string.Concat(figures.Select(
                figure => figure.ToString("0.0", CultureInfo.InvariantCulture).PadLeft(9)));
            Console.WriteLine($"{name,-30}  {found,6}{columns}");
        }
    }

    /// <summary>What one look at the list asks for: its page, and how many there are in each view.</summary>
    private static async Task SearchAsync(SqliteVoicemailIndex index, VoicemailQuery query)
    {
        await index.SearchAsync(query, CancellationToken.None);
        foreach (var view in Enum.GetValues<VoicemailView>())
            await index.CountAsync(
                query with { View = view }, view == query.View ? 10_000 : 1_000, CancellationToken.None);
    }

    private static IEnumerable<(string Name, VoicemailQuery Query)> Searches(DateTimeOffset now)
    {
        yield return ("everything", new());
        yield return ("a word of every message", new() { Text = "please" });
        yield return ("the same, some kept", new() { Text = "please", KeptFrom = Board.KeptFrom(["helpdesk"]) });
        yield return ("a word of one in a hundred", new() { Text = "harbour" });
        yield return ("a word of one in 20,000", new() { Text = "walnut" });
        yield return ("beginning of a word", new() { Text = "de" });
        yield return ("two words", new() { Text = "please invoice" });
        yield return ("a caller's name", new() { Text = "caller1234" });
        yield return ("a number, other notation", new() { Text = "+44 (0) 20 7900 1234" });
        yield return ("end of a number", new() { Text = "1234" });
        yield return ("an address", new() { Text = "mailbox77@example.org" });
        yield return ("nothing to be found", new() { Text = "zyzzyva please" });
        yield return ("needs attention", new() { View = VoicemailView.NeedsAttention });
        yield return ("status parked", new() { Status = VoicemailStatus.Parked });
        yield return ("status and word", new() { Text = "please", Status = VoicemailStatus.Bounced });
        yield return ("rare language and word", new() { Text = "please", Language = "cy-GB" });
        yield return ("seven days and word", new() { Text = "please", From = now.AddDays(-7) });
        yield return (
            "seven days, no speech", new() { Transcript = TranscriptStatus.NoSpeech, From = now.AddDays(-7) });
        yield return ("longer than two minutes", new() { LengthMin = TimeSpan.FromSeconds(120) });
        yield return ("longest first", new() { Order = VoicemailOrder.Length });
        yield return (
            "by caller, needs attention",
            new() { Order = VoicemailOrder.Caller, View = VoicemailView.NeedsAttention });
        yield return ("by caller, rare word", new() { Order = VoicemailOrder.Caller, Text = "walnut" });
        yield return ("by recipient, one in a hundred", new() { Order = VoicemailOrder.Recipient, Text = "harbour" });
        yield return ("by caller, word of every one", new() { Order = VoicemailOrder.Caller, Text = "please" });
    }
}
