namespace VoicemailOrleans.Core.Mail.Smtp.Server;

/// <summary>What the host of a session must do next.</summary>
public enum SessionEventKind
{
    /// <summary>What is left of the input is no whole command yet: read more and come again with both.</summary>
    NeedMore,

    /// <summary>Send the reply and carry on.</summary>
    Reply,

    /// <summary>Keep this content.</summary>
    Content,

    /// <summary>Throw away the content kept: the message will be refused, and no more of it is handed out.</summary>
    Discard,

    /// <summary>The message is complete: store it, then call <see cref="SmtpSession.Conclude"/> and send that reply.</summary>
    EndOfMessage,

    /// <summary>
    /// Send the reply, drop all input read so far, do the handshake, then call <see cref="SmtpSession.EnterTls"/>.
    /// </summary>
    StartTls,

    /// <summary>Send the reply and close.</summary>
    Close,
}

/// <summary>One answer of a session.</summary>
public readonly ref struct SessionEvent
{
    internal SessionEvent(SessionEventKind kind, SmtpReply? reply = null, ReadOnlySpan<byte> content = default)
    {
        Kind = kind;
        Reply = reply;
        Content = content;
    }

    /// <summary>What to do.</summary>
    public SessionEventKind Kind { get; }

    /// <summary>The reply to send, for Reply, StartTls and Close.</summary>
    public SmtpReply? Reply { get; }

    /// <summary>Content without dot-stuffing, for Content; a slice of the input, valid until the input is given back.</summary>
    public ReadOnlySpan<byte> Content { get; }
}
