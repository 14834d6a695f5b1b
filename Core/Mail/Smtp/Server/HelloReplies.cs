namespace VoicemailOrleans.Core.Mail.Smtp.Server;

/// <summary>The replies that name this server and what it offers; made once for all sessions.</summary>
internal sealed class HelloReplies(SmtpSessionOptions options)
{
    private readonly SmtpReply?[] ehlo = new SmtpReply?[4];

    public SmtpReply Greeting { get; } = new(220, null, $"{options.HostName} ESMTP ready");

    public SmtpReply Helo { get; } = new(250, null, options.HostName);

    /// <summary>The reply to EHLO (RFC 5321 4.1.1.1): only what the client may use now.</summary>
    public SmtpReply Ehlo(bool withStartTls, bool withAuth)
    {
        var index = (withStartTls ? 1 : 0) + (withAuth ? 2 : 0);
        return ehlo[index] ??= Make(withStartTls, withAuth);
    }

    private SmtpReply Make(bool withStartTls, bool withAuth)
    {
        List<string> lines =
        [
            options.HostName, "PIPELINING", $"SIZE {options.MessageBytesMax}", "8BITMIME", "SMTPUTF8", "DSN",
            "CHUNKING", "ENHANCEDSTATUSCODES",
        ];
        if (withStartTls) lines.Add("STARTTLS");
        if (withAuth) lines.Add("AUTH PLAIN LOGIN");
        return new SmtpReply(250, null, lines);
    }
}
