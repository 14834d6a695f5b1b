using System.CommandLine;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Backup;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Commands;

/// <summary><c>voicemail backup FOLDER</c>: a consistent copy of everything, while the service runs.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "The backup folder; the same one each time." };
        var command = new Command("backup", "Copy everything into a folder, while the service runs.") { folder };
        command.SetAction((parsed, cancellationToken) =>
            StorageAccess.RunAsync(isToBeFilled: false, async (services, settings) =>
            {
                var run = new BackupRun(
                    services.GetRequiredService<IGrainStore>(), settings.StoragePath,
                    services.GetRequiredService<IDurable>(), TimeProvider.System);
                return (0, await run.RunAsync(new BackupFolder(parsed.GetValue(folder)!), cancellationToken));
            }));
        return command;
    }
}
