using System.CommandLine;
using System.Diagnostics;
using VoicemailOrleans.Bench.Scale;

namespace VoicemailOrleans.Bench.Load;

/// <summary>
/// <c>soak</c>: a day in twenty minutes. 20,000 voicemails, what 5,000 mailboxes get on a busy day, come evenly
/// and are relayed; a line per minute says what memory, files and threads do meanwhile. It fails when the memory of
/// the last quarter is a tenth above that of the second, or when a mail did not arrive.
/// </summary>
internal static class SoakBench
{
    private const double GrowthMax = 1.1;

    private static readonly Option<int> Minutes = new("--minutes")
    {
        Description = "How long it takes.",
        DefaultValueFactory = _ => 20,
    };

    private static readonly Option<int> Count = new("--count")
    {
        Description = "Voicemails in all.",
        DefaultValueFactory = _ => 20_000,
    };

    public static Command Create()
    {
        var command = new Command("soak", "A day's voicemails in twenty minutes: does memory stay flat?")
        {
            Minutes, Count,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult options)
    {
        await using var service = await BenchService.StartAsync();
        var (minutes, count) = (options.GetValue(Minutes), options.GetValue(Count));
        var recording = Recordings.Noise(95_000);
        var started = Stopwatch.GetTimestamp();
        var samples = new List<double>();
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var (sent, ticks) = (0, minutes * 60);
        Console.WriteLine("minute    sent  RSS MB  files  threads  CPU ms each");
        for (var tick = 1; tick <= ticks; tick++)
        {
            var due = (int)((long)count * tick / ticks) - sent;
            var plan = new LoadPlan("127.0.0.1", service.SmtpPort, Math.Clamp(due, 1, 8), due, recording, false);
            var result = await LoadGenerator.RunAsync(plan);
            if (result.Refused > 0) throw new InvalidOperationException($"{result.Refused} messages were refused.");
            sent += due;
            samples.Add(service.ResidentBytes / 1e6);
            if (tick % 60 == 0) Print(tick / 60, sent, service);
            await second.WaitForNextTickAsync();
        }

        await service.RelayedAsync(count);
        var quarter = samples.Count / 4;
        var early = Figures.Median(samples.Skip(quarter).Take(quarter));
        var late = Figures.Median(samples.TakeLast(quarter));
        var isFlat = late <= early * GrowthMax;
        Console.WriteLine($"{count} relayed in {Stopwatch.GetElapsedTime(started).TotalMinutes:0.0} min");
        var verdict = isFlat ? "flat" : "GROWING";
        Console.WriteLine($"RSS {early:0} MB in the second quarter, {late:0} in the last: {verdict}");
        return isFlat ? 0 : 1;
    }

    private static void Print(int minute, int sent, BenchService service)
    {
        var proc = $"/proc/{service.Id}";
        var files = Directory.GetFiles($"{proc}/fd").Length;
        var threads = Directory.GetDirectories($"{proc}/task").Length;
        Console.WriteLine($"{minute,6}  {sent,6}  {service.ResidentBytes / 1e6,6:0}  {files,5}  {threads,7}  "
            + $"{service.CpuTime.TotalMilliseconds / sent,11:0.00}");
    }
}
