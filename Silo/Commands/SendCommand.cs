using System.CommandLine;
using System.Globalization;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Commands;

/// <summary><c>voicemail send</c>: submits a sample, a WAV or a whole mail to a gateway, as a PBX would.</summary>
internal static class SendCommand
{
    public static Command Create()
    {
        var to = new Option<string>("--to")
        {
            Description = "host:port of the gateway.",
            DefaultValueFactory = _ => "localhost:1025",
        };
        var from = new Option<string>("--from")
        {
            Description = "Reverse-path.",
            DefaultValueFactory = _ => "voicemail@pbx.example",
        };
        var recipient = new Option<string>("--recipient")
        {
            Description = "Forward-path.",
            DefaultValueFactory = _ => "user@example.org",
        };
        var files = new Argument<string[]>("files")
        {
            Description = $".wav or other recordings, .eml mails, or samples: {string.Join(", ", SampleMail.Names)}.",
            DefaultValueFactory = _ => [SampleMail.Names[0]],
        };
        var command = new Command("send", "Send a voicemail to a running gateway.") { files, to, from, recipient };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!TrySplit(parsed.GetValue(to)!, out var host, out var port)) return 2;
            var refused = 0;
            foreach (var file in parsed.GetValue(files)!)
            {
                if (Load(file, parsed.GetValue(from)!, parsed.GetValue(recipient)!) is not { } mail) return 2;
                var outcome = await MailSubmission.SubmitAsync(
                    host, port, parsed.GetValue(from)!, parsed.GetValue(recipient)!, mail, cancellationToken);
                if (outcome.State != DeliveryState.Delivered) refused++;
                var reply = outcome.Reply;
                var codes = reply.Code > 0 ? $"{reply.Code} {reply.EnhancedCode} " : "";
                Console.WriteLine($"{file}: {codes}{reply.Text}");
            }

            return refused == 0 ? 0 : 1;
        });
        return command;
    }

    private static byte[]? Load(string file, string from, string to)
    {
        if (Path.GetExtension(file) == ".eml" && File.Exists(file)) return WithCrLf(File.ReadAllBytes(file));
        var isSample = !File.Exists(file) && SampleMail.Names.Contains(file);
        if (!isSample && !File.Exists(file))
        {
            Console.Error.WriteLine($"error: there is no file and no sample named {file}");
            return null;
        }

        var recording = isSample ? SampleMail.Recording(file) : File.ReadAllBytes(file);
        return SampleMail.Build(recording, Path.GetFileName(file), from, to, TimeProvider.System.GetUtcNow());
    }

    /// <summary>A mail saved on a Unix machine often has bare line feeds.</summary>
    private static byte[] WithCrLf(byte[] mail)
    {
        var result = new List<byte>(mail.Length + 1024);
        for (var i = 0; i < mail.Length; i++)
        {
            if (mail[i] == '\n' && (i == 0 || mail[i - 1] != '\r')) result.Add((byte)'\r');
            result.Add(mail[i]);
        }

        return [.. result];
    }

    private static bool TrySplit(string text, out string host, out int port)
    {
        var colon = text.LastIndexOf(':');
        (host, port) = (colon > 0 ? text[..colon] : text, 0);
        var fine = colon > 0
            && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port is > 0 and <= 65535;
        if (!fine) Console.Error.WriteLine($"error: --to must be host:port, not {text}");
        return fine;
    }
}
