namespace VoicemailOrleans.Core.Mail.Smtp.Client;

/// <summary>What the owner of a session must do next.</summary>
public abstract record ClientStep
{
    /// <summary>Write these octets.</summary>
    public sealed record Send(ReadOnlyMemory<byte> Octets) : ClientStep;

    /// <summary>Read, and give what came to <see cref="SmtpClientSession.Receive"/>.</summary>
    /// <param name="Phase">What is waited for: it decides how long.</param>
    public sealed record Receive(ClientPhase Phase) : ClientStep;

    /// <summary>
    /// Shake hands, then call <see cref="SmtpClientSession.TlsEstablished"/> or
    /// <see cref="SmtpClientSession.TlsFailed"/>.
    /// </summary>
    public sealed record StartTls : ClientStep;

    /// <summary>
    /// Write the content through a <see cref="DotStuffer"/>, all but the final dot, then call
    /// <see cref="SmtpClientSession.AllowDot"/> or <see cref="SmtpClientSession.ForbidDot"/>.
    /// </summary>
    /// <param name="Recipients">Positions of the recipients who were accepted.</param>
    public sealed record SendContent(IReadOnlyList<int> Recipients) : ClientStep;

    /// <summary>
    /// Nothing is left to do: <see cref="SmtpClientSession.Begin"/> a message, or <see cref="SmtpClientSession.Quit"/>.
    /// </summary>
    public sealed record Idle : ClientStep;

    /// <summary>Close the connection.</summary>
    public sealed record Close : ClientStep;
}

/// <summary>What a session waits for; the limits of RFC 5321 section 4.5.3.2 go by it.</summary>
public enum ClientPhase
{
    /// <summary>The greeting.</summary>
    Greeting,

    /// <summary>The reply to EHLO or HELO.</summary>
    Hello,

    /// <summary>The reply to STARTTLS.</summary>
    StartTls,

    /// <summary>A reply to AUTH.</summary>
    Auth,

    /// <summary>The reply to RSET.</summary>
    Reset,

    /// <summary>The reply to MAIL.</summary>
    Mail,

    /// <summary>The reply to RCPT.</summary>
    Recipient,

    /// <summary>The reply to DATA.</summary>
    Data,

    /// <summary>The reply to the final dot of a message.</summary>
    Dot,

    /// <summary>The reply to the lone dot that ends a message nobody was accepted for.</summary>
    EmptyDot,

    /// <summary>The reply to QUIT.</summary>
    Quit,
}
