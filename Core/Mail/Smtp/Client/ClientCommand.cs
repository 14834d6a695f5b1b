namespace VoicemailOrleans.Core.Mail.Smtp.Client;

/// <summary>
/// What a reply answers. Up to <see cref="LoginPassword"/> it is the opening of a connection, then a transaction.
/// </summary>
internal enum Ask
{
    Greeting,
    Ehlo,
    Helo,
    StartTls,
    Plain,
    XOAuth2,
    XOAuth2Error,
    LoginUser,
    LoginPassword,
    Reset,
    Mail,
    Recipient,
    Data,
    Dot,
    EmptyDot,
    Quit,
}

/// <summary>A command and, for RCPT, whom it names.</summary>
internal readonly record struct ClientCommand(Ask Ask, byte[] Octets, int Recipient = -1)
{
    public ClientCommand(Ask ask, string line)
        : this(ask, ClientCommands.Line(line))
    {
    }

    public ClientPhase Phase => Ask switch
    {
        Ask.Greeting => ClientPhase.Greeting,
        Ask.Ehlo or Ask.Helo => ClientPhase.Hello,
        Ask.StartTls => ClientPhase.StartTls,
        >= Ask.Plain and <= Ask.LoginPassword => ClientPhase.Auth,
        Ask.Reset => ClientPhase.Reset,
        Ask.Mail => ClientPhase.Mail,
        Ask.Recipient => ClientPhase.Recipient,
        Ask.Data => ClientPhase.Data,
        Ask.Dot => ClientPhase.Dot,
        Ask.EmptyDot => ClientPhase.EmptyDot,
        _ => ClientPhase.Quit,
    };
}
