namespace VoicemailOrleans.Core.Mail.Smtp.Client;

/// <content>
/// From the greeting until the session is idle: EHLO (or HELO), TLS as the policy wants it, EHLO again, and the
/// credentials, which are never sent in clear.
/// </content>
public sealed partial class SmtpClientSession
{
    private void OnOpening(Ask ask, SmtpReply reply)
    {
        switch (ask)
        {
            case Ask.Greeting when reply.IsPositive:
                Send(new ClientCommand(Ask.Ehlo, "EHLO " + settings.ClientName));
                break;
            case Ask.Ehlo when reply.IsPositive:
                offered = ServerExtensions.Parse(reply);
                Secure();
                break;
            case Ask.Ehlo when reply.IsPermanent:
                Send(new ClientCommand(Ask.Helo, "HELO " + settings.ClientName));
                break;
            case Ask.Helo when reply.IsPositive:
                offered = ServerExtensions.None;
                Secure();
                break;
            case Ask.StartTls when reply.Code == 220:
                situation = Situation.Handshaking;
                break;
            case Ask.StartTls when settings.Tls == TlsPolicy.StartTls && (reply.IsTransient || reply.IsPermanent):
                Authenticate();
                break;
            case Ask.Plain or Ask.XOAuth2 or Ask.LoginPassword when reply.IsPositive:
                situation = Situation.Idle;
                break;
            case Ask.XOAuth2 when reply.Code == 334: // the error as JSON: the refusal comes behind an empty answer
                Send(new ClientCommand(Ask.XOAuth2Error, ""));
                break;
            case Ask.LoginUser when reply.Code == 334:
                break;
            default:
                FailOpening(ask, reply);
                break;
        }
    }

    private void FailOpening(Ask ask, SmtpReply reply)
    {
        var isOurs = ask is >= Ask.StartTls and <= Ask.LoginPassword;
        if (reply.IsPermanent) Fail(isOurs ? FailureKind.Configuration : FailureKind.HostRefused, reply);
        else if (reply.IsTransient) Fail(FailureKind.Transient, reply);
        else FailProtocol($"a {reply.Code} where it makes no sense");
    }

    private void Secure()
    {
        var wants = !IsEncrypted && settings.Tls is TlsPolicy.StartTls or TlsPolicy.Required;
        if (wants && offered.StartTls) Send(new ClientCommand(Ask.StartTls, "STARTTLS"));
        else if (wants && settings.Tls == TlsPolicy.Required)
            Fail(FailureKind.Configuration, "4.7.10", "TLS is required, but the smarthost does not offer STARTTLS");
        else Authenticate();
    }

    private void Authenticate()
    {
        if (settings.User is not { } user)
            situation = Situation.Idle;
        else if (!IsEncrypted)
            Fail(FailureKind.Configuration, "4.7.11", "credentials are set, but are never sent without TLS");
        else if (settings.AccessToken is { } token)
            SendToken(user, token);
        else if (offered.Auth.Contains("PLAIN"))
            Send(new ClientCommand(Ask.Plain, "AUTH PLAIN " + ClientCommands.Base64($"\0{user}\0{settings.Password}")));
        else if (offered.Auth.Contains("LOGIN"))
            StartLogin(user);
        else
            Fail(FailureKind.Configuration, "4.7.4",
                "credentials are set, but the smarthost offers neither AUTH PLAIN nor LOGIN");
    }

    private void SendToken(string user, string token)
    {
        var answer = ClientCommands.Base64($"user={user}\u0001auth=Bearer {token}\u0001\u0001");
        if (offered.Auth.Contains("XOAUTH2")) Send(new ClientCommand(Ask.XOAuth2, "AUTH XOAUTH2 " + answer));
        else Fail(FailureKind.Configuration, "4.7.4", "tokens are set, but the smarthost does not offer AUTH XOAUTH2");
    }

    private void StartLogin(string user)
    {
        Send(new ClientCommand(Ask.LoginUser, "AUTH LOGIN"));
        script.Enqueue(new ClientCommand(Ask.LoginUser, ClientCommands.Base64(user)));
        script.Enqueue(new ClientCommand(Ask.LoginPassword, ClientCommands.Base64(settings.Password ?? "")));
    }
}
