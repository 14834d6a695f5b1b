using VoicemailOrleans.Core.Mail.Smtp.Client;

namespace VoicemailOrleans.Silo.Smarthost;

/// <summary>
/// How long each phase with the smarthost may take. Where RFC 5321 section 4.5.3.2 has a minimum, it is the default.
/// </summary>
public sealed class SmarthostTimeouts
{
    /// <summary>Opening the connection, per address; 30 s as Postfix' smtp_connect_timeout.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The TLS handshake; 60 s.</summary>
    public TimeSpan Handshake { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The greeting, and the replies to EHLO, STARTTLS and AUTH; 5 min (4.5.3.2.1).</summary>
    public TimeSpan Greeting { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The reply to MAIL; 5 min (4.5.3.2.2).</summary>
    public TimeSpan Mail { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The reply to each RCPT; 5 min (4.5.3.2.3).</summary>
    public TimeSpan Recipient { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The reply to DATA; 2 min (4.5.3.2.4).</summary>
    public TimeSpan Data { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Writing one block of content (64 KB); 3 min (4.5.3.2.5).</summary>
    public TimeSpan Block { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The reply to the final dot; 10 min (4.5.3.2.6). Sooner means duplicates.</summary>
    public TimeSpan FinalDot { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The reply to RSET on a connection that was idle; 20 s, then a new connection is opened.</summary>
    public TimeSpan Reset { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The reply to QUIT; 2 s. Nothing depends on it.</summary>
    public TimeSpan Quit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Everything of one message up to its final dot; 30 min.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromMinutes(30);

    internal TimeSpan Of(ClientPhase phase) => phase switch
    {
        ClientPhase.Mail => Mail,
        ClientPhase.Recipient => Recipient,
        ClientPhase.Data => Data,
        ClientPhase.Dot or ClientPhase.EmptyDot => FinalDot,
        ClientPhase.Reset => Reset,
        ClientPhase.Quit => Quit,
        _ => Greeting,
    };
}
