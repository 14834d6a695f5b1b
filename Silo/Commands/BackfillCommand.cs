using System.CommandLine;
using System.Globalization;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Audit;
using VoicemailOrleans.Silo.Recovery;

namespace VoicemailOrleans.Silo.Commands;

/// <summary>
/// <c>voicemail backfill</c>: after an outage of the speech engines, has transcribed what was delivered without; the
/// running service does it and sends each transcript after its mail.
/// </summary>
internal static class BackfillCommand
{
    public static Command Create()
    {
        var since = new Option<DateOnly>("--since")
        {
            Description = "The first day of receipt, such as 2026-11-20, in this machine's time zone.",
            Required = true,
        };
        var isDry = new Option<bool>("--dry-run") { Description = "Only name the voicemails." };
        var isUnmailed = new Option<bool>("--no-mail") { Description = "Send nobody a transcript; the admin UI has them." };
        var command = new Command("backfill", "Have transcribed what went out without transcript.")
        {
            since, isDry, isUnmailed,
        };
        command.SetAction((parsed, cancellationToken) =>
            StorageAccess.RunAsync(isToBeFilled: false, async (services, settings) =>
            {
                var midnight = new DateTimeOffset(parsed.GetValue(since).ToDateTime(TimeOnly.MinValue));
                (string, bool)? order = parsed.GetValue(isDry)
                    ? null
                    : (Environment.UserName, !parsed.GetValue(isUnmailed));
                var results = await services.GetRequiredService<Backfill>()
                    .RunAsync(midnight, order, cancellationToken);
                foreach (var (id, result) in results) Console.WriteLine($"{id} {Words(result)}".TrimEnd());
                if (order is not null)
                    foreach (var (id, result) in results)
                        CommandAudit.Append(settings.StoragePath, "transcribe", $"{result}", id.Value);

                var done = results.Count(result => result.Result == DeskResult.Done);
                var what = order is null ? "would be transcribed" : "are being transcribed";
                return (0, string.Create(
                    CultureInfo.InvariantCulture, $"{done} of {results.Count} that went without a transcript {what}."));
            }));
        return command;
    }

    private static string Words(DeskResult result) => result switch
    {
        DeskResult.Done => "",
        DeskResult.AlreadyUnderWay => "is under way already",
        DeskResult.Deleted => "is deleted",
        DeskResult.NotFound => "is gone",
        DeskResult.NotApplicable => "may not be transcribed",
        _ => "cannot be transcribed now",
    };
}
