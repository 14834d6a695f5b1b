using System.CommandLine;
using VoicemailOrleans.Silo.Recovery;

namespace VoicemailOrleans.Silo.Commands;

/// <summary><c>voicemail verify</c>: compares store and spool; exit code 1 when anything is wrong.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var command = new Command("verify", "Compare store and content, and name everything that is wrong.");
        command.SetAction((_, cancellationToken) =>
            StorageAccess.RunAsync(isToBeFilled: false, async (services, _) =>
            {
                var scan = services.GetRequiredService<VerifyScan>();
                var wrong = await scan.RunAsync(cancellationToken);
                foreach (var line in wrong) Console.WriteLine(line);
                var found = wrong.Count == 0 ? "nothing is wrong" : $"{wrong.Count} things are wrong";
                return (wrong.Count == 0 ? 0 : 1, $"{scan.Grains} grains, {scan.Messages} messages: {found}.");
            }));
        return command;
    }
}
