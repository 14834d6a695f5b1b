using System.CommandLine;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Backup;
using VoicemailOrleans.Silo.Recovery;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Commands;

/// <summary>
/// <c>voicemail restore FOLDER [--without-damaged]</c>: fills an empty storage folder and an empty store from a backup.
/// </summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "The backup folder." };
        var withoutDamaged = new Option<bool>("--without-damaged")
        {
            Description = "Leave out content files that are damaged or missing in the backup, and name them.",
        };
        var command = new Command("restore", "Fill an empty storage folder and store from a backup.")
        {
            folder, withoutDamaged,
        };
        command.SetAction((parsed, cancellationToken) =>
            StorageAccess.RunAsync(isToBeFilled: true, async (services, settings) =>
            {
                var run = new RestoreRun(
                    services.GetRequiredService<IGrainStore>(), settings.StoragePath,
                    services.GetRequiredService<IDurable>(), services.GetRequiredService<SpoolOptions>().ContentKeys,
                    services.GetRequiredService<SpoolRebuild>(), TimeProvider.System);
                var backup = new BackupFolder(parsed.GetValue(folder)!);
                return (0, await run.RunAsync(backup, parsed.GetValue(withoutDamaged), cancellationToken));
            }));
        return command;
    }
}
