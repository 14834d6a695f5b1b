using System.CommandLine;
using VoicemailOrleans.Silo.Doctor;

namespace VoicemailOrleans.Silo.Commands;

/// <summary>
/// <c>voicemail doctor</c>: looks at everything this machine's process will need and says what to set right; exit
/// code 1 when anything is broken.
/// </summary>
internal static class DoctorCommand
{
    private const int Indent = 6;

    public static Command Create()
    {
        var roles = new Option<string?>("--roles") { Description = "Parts to look for; overrides ROLES." };
        var command = new Command(
            "doctor",
            "Look at disk, ports, certificate, Redis, mail server and speech engines, and say what to set right.")
        {
            roles,
        };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(roles)));
        return command;
    }

    private static async Task<int> RunAsync(string? roles)
    {
        if (CheckConfigCommand.LoadForRoles(roles) is not { } settings) return 1;
        Dictionary<Verdict, int> counts = [];
        await foreach (var finding in new Examination(settings, TimeProvider.System).RunAsync())
        {
            counts[finding.Verdict] = counts.GetValueOrDefault(finding.Verdict) + 1;
            Console.WriteLine($"{Word(finding.Verdict).PadRight(Indent)}{finding.Subject}: {finding.Fact}");
            if (finding.Advice is { } advice) Console.WriteLine($"{"",Indent}  {advice}");
        }

        var (broken, doubtful) = (counts.GetValueOrDefault(Verdict.Broken), counts.GetValueOrDefault(Verdict.Doubtful));
        Console.WriteLine(
            broken == 0 && doubtful == 0 ? "All is well." : $"{broken} broken, {doubtful} to think about.");
        return broken == 0 ? 0 : 1;
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Fine => "ok",
        Verdict.Doubtful => "warn",
        _ => "FAIL",
    };
}
