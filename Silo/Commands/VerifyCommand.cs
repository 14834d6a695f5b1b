using System.CommandLine;
using VoicemailOrleans.Silo.Audit;
using VoicemailOrleans.Silo.Recovery;

namespace VoicemailOrleans.Silo.Commands;

/// <summary>
/// <c>voicemail verify</c>: compares store and spool, and follows the chains of the audit log; exit code 1 when anything
/// is wrong.
/// </summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var command = new Command("verify", "Compare store and content, follow the audit log, and name everything that is wrong.");
        command.SetAction((_, cancellationToken) =>
            StorageAccess.RunAsync(isToBeFilled: false, async (services, settings) =>
            {
                var proof = new AuditProof(new AuditFiles(settings.StoragePath));
                var audit = proof.Run(TimeProvider.System, cancellationToken);
                var scan = services.GetRequiredService<VerifyScan>();
                List<string> wrong = [.. audit.Problems.Select(problem => $"audit log: {problem}")];
                wrong.AddRange(await scan.RunAsync(cancellationToken));
                foreach (var line in wrong) Console.WriteLine(line);
                foreach (var end in audit.Heads)
                    Console.WriteLine($"audit log of {end.Node} ends with entry {end.Number}, hash {end.Hash}");
                var found = wrong.Count == 0 ? "nothing is wrong" : $"{wrong.Count} things are wrong";
                var what = $"{scan.Grains} grains, {scan.Messages} messages, {audit.Entries} entries of the audit log";
                return (wrong.Count == 0 ? 0 : 1, $"{what}: {found}.");
            }));
        return command;
    }
}
