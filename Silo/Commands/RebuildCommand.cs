using System.CommandLine;
using VoicemailOrleans.Silo.Recovery;

namespace VoicemailOrleans.Silo.Commands;

/// <summary><c>voicemail rebuild</c>: makes grains again for messages in the spool that have none.</summary>
internal static class RebuildCommand
{
    public static Command Create()
    {
        var command = new Command("rebuild", "Make the state of messages again that have content and no state.");
        command.SetAction((_, cancellationToken) =>
            StorageAccess.RunAsync(isToBeFilled: false, async (services, _) =>
            {
                var count = await services.GetRequiredService<SpoolRebuild>().RunAsync(cancellationToken);
                var open = count.Made - count.Delivered - count.Closed;
                var line = FormattableString.Invariant($"Of {count.Messages} messages {count.Made} were made again: ")
                    + FormattableString.Invariant($"{count.Delivered} delivered, {count.Closed} otherwise closed, ")
                    + FormattableString.Invariant($"{open} still to be relayed; {count.Unreadable} cannot be read.");
                return (count.Unreadable == 0 ? 0 : 1, line);
            }));
        return command;
    }
}
