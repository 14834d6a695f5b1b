using System.CommandLine;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Silo.Commands;

/// <summary>
/// <c>voicemail rekey</c>: wraps the keys of sealed content with the first content key, so that the others can go; exit
/// code 1 while they cannot.
/// </summary>
internal static class RekeyCommand
{
    public static Command Create()
    {
        var command = new Command("rekey", "Wrap the keys of sealed content with the first content key.");
        command.SetAction((_, cancellationToken) =>
            StorageAccess.RunAsync(isToBeFilled: false, (services, _) =>
            {
                var keys = services.GetRequiredService<SpoolOptions>().ContentKeys;
                if (!keys.Ids.Any()) return Task.FromResult((1, "There is no content key: set CONTENT_KEY_FILE."));
                var rekeying = ActivatorUtilities.CreateInstance<Rekeying>(services);
                rekeying.Run(cancellationToken);
                foreach (var (why, count) in rekeying.Left) Console.WriteLine($"{count} cannot be wrapped: {why}");
                var left = rekeying.Left.Values.Sum() + rekeying.Segments;
                return Task.FromResult((left == 0 ? 0 : 1,
                    $"{rekeying.Wrapped} keys were wrapped with '{keys.Ids.First()}'; {rekeying.Left.Values.Sum()} and "
                    + $"{rekeying.Segments} journal segments are left{(left == 0 ? ": the other keys can go." : ".")}"));
            }));
        return command;
    }
}
