using System.CommandLine;
using System.Net;
using VoicemailOrleans.Silo.Smarthost.Capture;

namespace VoicemailOrleans.Silo.Commands;

/// <summary><c>voicemail capture</c>: a smarthost for trials, which writes every mail into a folder.</summary>
internal static class CaptureCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port")
        {
            Description = "Port on the loopback address.",
            DefaultValueFactory = _ => 2525,
        };
        var folder = new Option<string>("--folder")
        {
            Description = "Where the mails go.",
            DefaultValueFactory = _ => "./captured",
        };
        var command = new Command("capture", "Run a mail server that takes everything and keeps it in a folder.")
        {
            port, folder,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var capture = new CaptureSmarthost(
                parsed.GetValue(folder)!, new IPEndPoint(IPAddress.Loopback, parsed.GetValue(port)));
            await capture.StartAsync(cancellationToken);
            var path = Path.GetFullPath(parsed.GetValue(folder)!);
            Console.WriteLine($"Taking mail on 127.0.0.1:{capture.Port}, keeping it in {path}");
            await foreach (var mail in capture.Mails.ReadAllAsync(cancellationToken))
            {
                var recipients = string.Join(", ", mail.Recipients);
                Console.WriteLine($"{mail.ReversePath} -> {recipients}: {mail.Content.Length} octets");
            }
        });
        return command;
    }
}
