using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>One connection to a scripted smarthost.</summary>
internal sealed class ScriptedSession(ScriptedSmarthost host, SmarthostScript script, Socket socket, int number) : IDisposable
{
    private readonly List<string> recipients = [];
    private readonly Dictionary<string, int> counts = [];
    private readonly byte[] buffer = new byte[64 * 1024];
    private Stream stream = new NetworkStream(socket, ownsSocket: true);
    private int start;
    private int end;
    private string? reversePath;
    private bool isEncrypted;
    private bool isOver;

    public int Number => number;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (script.Tls == ScriptedTls.Implicit) await EncryptAsync(cancellationToken);
        await script.GreetAfter.WaitAsync(cancellationToken);
        await ActAsync("GREETING", "", "220 scripted.test ESMTP", cancellationToken);
        while (!isOver && await ReadLineAsync(cancellationToken) is { } line)
        {
            host.Ledger.Add(number, line);
            await AnswerAsync(line.Split(' ')[0].ToUpperInvariant(), line, cancellationToken);
        }
    }

    public void Dispose() => stream.Dispose();

    private async Task AnswerAsync(string verb, string line, CancellationToken cancellationToken)
    {
        switch (verb)
        {
            case "EHLO":
                await ActAsync(verb, line, "250-scripted.test\r\n250-" + string.Join("\r\n250-", Offered()) + "\r\n250 HELP", cancellationToken);
                break;
            case "STARTTLS":
                await StartTlsAsync(cancellationToken);
                break;
            case "AUTH":
                await AuthenticateAsync(line, cancellationToken);
                break;
            case "MAIL":
                if (reversePath is not null) host.Ledger.Add(number, "PROTOCOL second MAIL");
                if (await ActAsync(verb, line, "250 2.1.0 ok", cancellationToken)) reversePath = PathOf(line);
                break;
            case "RCPT":
                var action = reversePath is null ? "503 5.5.1 MAIL first" : "250 2.1.5 ok";
                if (await ActAsync(verb, line, Special("rcpt", PathOf(line)) ?? action, cancellationToken)) recipients.Add(PathOf(line));
                break;
            case "DATA":
                await TakeAsync(line, cancellationToken);
                break;
            case "RSET":
                Reset();
                await ActAsync(verb, line, "250 2.0.0 ok", cancellationToken);
                break;
            case "QUIT":
                await ActAsync(verb, line, "221 2.0.0 bye", cancellationToken);
                isOver = true;
                break;
            default:
                await ActAsync(verb, line, "250 2.0.0 ok", cancellationToken);
                break;
        }
    }

    private IEnumerable<string> Offered()
    {
        foreach (var extension in script.Extensions) yield return extension;
        if (script.Tls is not (ScriptedTls.NotOffered or ScriptedTls.Implicit) && !isEncrypted) yield return "STARTTLS";
        if (script.Credentials is not null && script.AuthOffered.Length > 0) yield return "AUTH " + script.AuthOffered;
    }

    private async Task TakeAsync(string line, CancellationToken cancellationToken)
    {
        var wants = recipients.Count > 0 || script.AlwaysWantsContent;
        var normal = wants ? "354 go on" : "503 5.5.1 no valid recipients";
        if (!await ActAsync("DATA", line, Special("data", [.. recipients]) ?? normal, cancellationToken)) return;
        host.Ledger.Add(number, "DATA answered");
        var gate = script.BeforeContent(recipients.FirstOrDefault() ?? "");
        if (!gate.IsCompleted) host.Ledger.Add(number, "waits before the content");
        await gate.WaitAsync(cancellationToken);
        if (await ReadContentAsync(cancellationToken) is not { } content) return;
        host.Ledger.Add(number, "DOT");
        var mail = new LedgerMail(reversePath ?? "", [.. recipients], content);
        var action = ActionFor("DOT", "", Special("dot", [.. recipients]) ?? "250 2.0.0 taken");
        if (action.StartsWith('2') || action == "hang") host.Ledger.Add(mail);
        Reset();
        await script.BeforeDotReply.WaitAsync(cancellationToken);
        await PerformAsync("DOT", action, cancellationToken);
    }

    private async Task<byte[]?> ReadContentAsync(CancellationToken cancellationToken)
    {
        var content = new MemoryStream();
        for (var isFirst = true; ; isFirst = false)
        {
            var line = await ReadLineAsync(cancellationToken, isContent: true);
            if (line is null) return null;
            if (line == ".") return content.ToArray();
            content.Write(Encoding.Latin1.GetBytes((line.StartsWith('.') ? line[1..] : line) + "\r\n"));
            var action = isFirst ? ActionFor("BODY", line, Special("body", [.. recipients]) ?? "") : "";
            if (action.Length == 0) continue;
            var goesOn = await PerformAsync("BODY", action, cancellationToken);
            host.Ledger.Add(number, "BODY answered");
            if (!goesOn) return null;
        }
    }

    private async Task StartTlsAsync(CancellationToken cancellationToken)
    {
        var reply = script.Tls switch
        {
            ScriptedTls.Refuse454 => "454 4.7.0 not now",
            ScriptedTls.Inject => "220 2.0.0 go on\r\n250 injected",
            _ => "220 2.0.0 go on",
        };
        if (!await ActAsync("STARTTLS", "", reply, cancellationToken) || script.Tls == ScriptedTls.Refuse454) return;
        if (script.Tls == ScriptedTls.Garbage)
        {
            await stream.ReadExactlyAsync(buffer.AsMemory(0, 5), cancellationToken);
            await stream.WriteAsync("no TLS here, sorry\r\n"u8.ToArray(), cancellationToken);
        }
        else await EncryptAsync(cancellationToken);
    }

    private async Task EncryptAsync(CancellationToken cancellationToken)
    {
        var tls = new SslStream(stream);
        stream = tls;
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = script.Certificate }, cancellationToken);
        isEncrypted = true;
        host.Ledger.Add(number, "encrypted");
    }

    private async Task AuthenticateAsync(string line, CancellationToken cancellationToken)
    {
        if (!isEncrypted) host.Ledger.Add(number, "PROTOCOL AUTH in clear");
        var words = line.Split(' ');
        string given;
        if (words[1] == "PLAIN") given = Decode(words[2]).Trim('\0').Replace('\0', '/');
        else if (words[1] == "XOAUTH2") given = Decode(words[2]).Replace("user=", "").Replace("\u0001auth=Bearer ", "/").Trim('\u0001');
        else
        {
            await PerformAsync("AUTH", "334 VXNlcm5hbWU6", cancellationToken);
            given = Decode(await ReadLineAsync(cancellationToken) ?? "");
            await PerformAsync("AUTH", "334 UGFzc3dvcmQ6", cancellationToken);
            given += "/" + Decode(await ReadLineAsync(cancellationToken) ?? "");
        }

        var isRight = script.Credentials is var (user, password) && given == $"{user}/{password}";
        if (words[1] == "XOAUTH2" && !isRight)
        {
            await PerformAsync("AUTH", "334 eyJzdGF0dXMiOiI0MDAifQ==", cancellationToken);
            if (await ReadLineAsync(cancellationToken) != "") host.Ledger.Add(number, "PROTOCOL no empty answer");
        }

        await ActAsync("AUTH", line, isRight ? "235 2.7.0 welcome" : "535 5.7.8 no", cancellationToken);
    }

    private static string Decode(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));

    /// <summary>The behaviour that a recipient's local part asks for in a phase.</summary>
    private string? Special(string phase, params string[] addresses)
    {
        foreach (var address in addresses)
        {
            var local = address.Split('@')[0];
            if (!local.StartsWith(phase + "-", StringComparison.Ordinal)) continue;
            var parts = local[(phase.Length + 1)..].Split('x');
            if (parts.Length > 1 && host.CountTry(phase, address) > int.Parse(parts[1])) continue;
            return char.IsDigit(parts[0][0]) ? parts[0] + " scripted" : parts[0];
        }

        return null;
    }

    private string ActionFor(string phase, string line, string normal)
    {
        var count = counts[phase] = counts.GetValueOrDefault(phase) + 1;
        return script.Answer(phase, line, count) ?? script.On.GetValueOrDefault(phase) ?? normal;
    }

    /// <summary>True when the phase went well.</summary>
    private Task<bool> ActAsync(string phase, string line, string normal, CancellationToken cancellationToken) =>
        PerformAsync(phase, ActionFor(phase, line, normal), cancellationToken);

    private async Task<bool> PerformAsync(string phase, string action, CancellationToken cancellationToken)
    {
        foreach (var part in action.Split('|'))
        {
            if (part is "drop" or "reset" or "hang") await EndAsync(phase, part, cancellationToken);
            else await WriteAsync(part, cancellationToken);
            if (isOver) return false;
        }

        return action[0] is '2' or '3';
    }

    private async Task EndAsync(string phase, string how, CancellationToken cancellationToken)
    {
        isOver = true;
        if (how == "hang")
        {
            host.Ledger.Add(number, "hangs at " + phase);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        if (how == "reset") socket.LingerState = new LingerOption(true, 0);
        socket.Close();
        host.Ledger.Add(number, $"{how} at {phase}");
    }

    private async Task WriteAsync(string reply, CancellationToken cancellationToken)
    {
        var octets = Encoding.UTF8.GetBytes(reply + "\r\n");
        var step = host.IsByteByByte ? 1 : octets.Length;
        for (var at = 0; at < octets.Length; at += step)
            await stream.WriteAsync(octets.AsMemory(at, step), cancellationToken);
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken, bool isContent = false)
    {
        var line = new MemoryStream();
        while (true)
        {
            if (start == end)
            {
                (start, end) = (0, await stream.ReadAsync(buffer, cancellationToken));
                if (end == 0) return null;
            }

            var octet = buffer[start++];
            line.WriteByte(octet);
            var length = (int)line.Length;
            if (octet != '\n')
            {
                if (length > 1 && line.GetBuffer()[length - 2] == '\r') host.Ledger.Add(number, "PROTOCOL bare CR");
                continue;
            }

            if (length < 2 || line.GetBuffer()[length - 2] != '\r') host.Ledger.Add(number, "PROTOCOL bare LF");
            else return (isContent ? Encoding.Latin1 : Encoding.UTF8).GetString(line.GetBuffer(), 0, length - 2);
        }
    }

    private void Reset()
    {
        reversePath = null;
        recipients.Clear();
        counts.Remove("RCPT");
    }

    private static string PathOf(string line)
    {
        var from = line.IndexOf('<', StringComparison.Ordinal);
        var to = line.IndexOf('>', StringComparison.Ordinal);
        return line[(from + 1)..to];
    }
}
