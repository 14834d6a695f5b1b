using VoicemailOrleans.Core.Mail.Smtp.Client;
using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Silo.Smarthost;

namespace VoicemailOrleans.Silo.Doctor;

/// <summary>Each mail server: name, address, greeting, TLS, login, and what it offers. No mail is sent.</summary>
internal static class SmarthostCheck
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(
        ModuleOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var smarthost = options.Smarthost;
        List<Finding> findings = [];
        foreach (var host in smarthost.Fallbacks.Prepend(new SmarthostAddress(smarthost.Host, smarthost.Port)))
        {
            var hosts = new SmarthostHosts([host], time);
            using var dialer = new SmarthostDialer(smarthost, hosts, time);
            var dialled = await dialer.DialAsync([host], cancellationToken);
            findings.AddRange(await LookAsync($"mail server {host}", dialled, options));
        }

        return findings;
    }

    private static async Task<IEnumerable<Finding>> LookAsync(string subject, Dialled dialled, ModuleOptions options)
    {
        if (dialled.Connection is not { } connection)
            return [Refused(subject, dialled.Failure!)];
        using (connection)
        {
            var offered = connection.Session.Offered;
            await connection.QuitAsync();
            return [Greeted(subject, connection, options), .. Offers(subject, offered, options)];
        }
    }

    private static Finding Refused(string subject, SessionFailure failure)
    {
        var reply = failure.Reply;
        var fact = reply.Code > 0 ? $"{reply.Code} {reply.Text}" : reply.Text;
        return Finding.Broken(subject, fact, failure.Kind switch
        {
            FailureKind.Configuration =>
                "Look at OUTBOUND_SMTP_HOST, _TLS, _USER and the password. Mail waits meanwhile.",
            FailureKind.HostRefused => "It must be told to relay for this machine. Mail waits meanwhile.",
            _ => "Look at the network and at the server. Mail waits meanwhile.",
        });
    }

    private static Finding Greeted(string subject, SmarthostConnection connection, ModuleOptions options)
    {
        var login = options.Smarthost.User is { } user ? $"logged in as {user}" : "no login asked for";
        return connection.IsEncrypted
            ? Finding.Fine(subject, $"encrypted, {login}")
            : Finding.Doubtful(subject, $"not encrypted, {login}",
                "Voicemails cross the network in clear: OUTBOUND_SMTP_TLS=required, once the server offers STARTTLS.");
    }

    private static IEnumerable<Finding> Offers(string subject, ServerExtensions offered, ModuleOptions options)
    {
        var accepted = options.Gateway.Session.MessageBytesMax;
        if (offered.SizeOctetsMax < accepted)
            yield return Finding.Doubtful(
                subject, $"takes messages of {offered.SizeOctetsMax >> 20} MiB, we take {accepted >> 20} MiB",
                "Larger ones bounce: raise its limit (Postfix: message_size_limit), or lower SMTP_MAX_MESSAGE_SIZE.");
        if (!offered.SmtpUtf8)
            yield return Finding.Fine(subject, "no SMTPUTF8: mail to addresses that are not ASCII bounces");
    }
}
