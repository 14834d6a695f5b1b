using System.CommandLine;
using System.Globalization;

namespace VoicemailOrleans.Bench.Load;

/// <summary><c>accept</c>: how fast a gateway accepts mail durably, and how long the PBX waits for its reply.</summary>
internal static class AcceptBench
{
    private static readonly int[] DefaultSessions = [1, 10, 50, 200];

    public static Command Create()
    {
        var to = new Option<string?>(
            "--to") { Description = "host:port of a running gateway; by default one is started for the run." };
        var sessions = new Option<int[]>("--sessions")
        {
            Description = "Senders at once; several for one line each.",
            DefaultValueFactory = _ => DefaultSessions,
            AllowMultipleArgumentsPerToken = true,
        };
        var count = new Option<int>("--count") { Description = "Messages for each line.", DefaultValueFactory = _ =>
            1000 };
        var size = new Option<int>("--size") { Description = "Octets of each recording, before base64.",
            DefaultValueFactory = _ => 100_000 };
        var reuse = new Option<bool>("--reuse") { Description = "Keep connections; a PBX opens one per message." };
        var command = new Command("accept",
            "Accepted messages per second, and the time from final dot to reply.") { to, sessions, count, size, reuse };
        command.SetAction(async parsed =>
        {
            await using var service = parsed.GetValue(to) is null ? await BenchService.StartAsync() : null;
            var (host, port) = service is null ? Split(parsed.GetValue(to)!) : ("127.0.0.1", service.SmtpPort);
            await LoadGenerator.RunAsync(new LoadPlan(host, port, 4, 200, 10_000, false));
            Console.WriteLine("sessions  accepted/s    p50 ms    p99 ms    max ms   refused   CPU ms/message");
            foreach (var senders in parsed.GetValue(sessions)!)
            {
                var cpu = service?.CpuTime;
                var plan = new LoadPlan(host, port, senders, parsed.GetValue(count), parsed.GetValue(size),
                    parsed.GetValue(reuse));
                var result = await LoadGenerator.RunAsync(plan);
                var cpuPerMessage = cpu is null ? "-"
                    : Number((service!.CpuTime - cpu.Value).TotalMilliseconds / Math.Max(1, result.Accepted));
                Console.WriteLine(
                    $"{senders,8}  {Number(result.PerSecond),10}  {Number(result.Percentile(0.5)),8}  {Number(result.Percentile(0.99)),8}  {Number(result.Percentile(1)),8}  {result.Refused,8}  {cpuPerMessage,15}");
                if (service is not null) await service.DrainAsync();
            }
        });
        return command;
    }

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static (string Host, int Port) Split(string text)
    {
        var colon = text.LastIndexOf(':');
        return (text[..colon], int.Parse(text[(colon + 1)..], CultureInfo.InvariantCulture));
    }
}
