using System.CommandLine;
using VoicemailOrleans.Silo.Speech.PocketSphinx;

namespace VoicemailOrleans.Silo.Commands;

/// <summary>
/// The child process that holds the PocketSphinx library: a crash of native code must not end the service.
/// </summary>
internal static class PocketSphinxWorkerCommand
{
    public static Command Create()
    {
        var command = new Command("pocketsphinx-worker", "Started by the service itself.") { Hidden = true };
        command.SetAction(_ => PocketSphinxWorker.RunAsync(Console.OpenStandardInput(), Console.OpenStandardOutput()));
        return command;
    }
}
