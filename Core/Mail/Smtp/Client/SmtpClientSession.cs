namespace VoicemailOrleans.Core.Mail.Smtp.Client;

/// <summary>
/// One SMTP connection as its client sees it, without the connection: octets of replies in, steps out.
/// <para>Theory of operation. The owner does what <see cref="Next"/> says until it says Idle, begins a message, does
/// what Next says until Idle again, reads <see cref="Results"/>, and so on; Close ends it at any time, and then
/// <see cref="Failure"/> says why. Five situations:</para>
/// <list type="bullet">
/// <item><b>Talking</b>: commands are out, and <c>expected</c> holds what each coming reply answers, in order; replies
/// are matched by that order alone (RFC 2920). <c>script</c> holds the commands not sent yet: all go in one flight when
/// PIPELINING was offered, else one after each reply.</item>
/// <item><b>Handshaking</b>: STARTTLS was granted. Whatever was offered before is forgotten; an octet that came with
/// the 220 was injected by somebody in between (CVE-2011-0411), and the connection is of no more use.</item>
/// <item><b>Content</b>: 354 came. No reply is due; one that comes (a server that gives up early) can only defer or
/// refuse, never deliver.</item>
/// <item><b>Idle</b>, <b>Closed</b>.</item>
/// </list>
/// <para>A message is one or more transactions: recipients put off with 452 or 552 after others were accepted (RFC 5321
/// section 4.5.3.1.10) go into the next, which can put off neither its first recipient nor, therefore, for ever. Each
/// recipient's result is set once, by the reply that decides it; what is unset when the connection ends is Deferred, or
/// Uncertain if the final dot was allowed. Anything else in the place of a reply is a failure of the connection.</para>
/// <para>A second message on a connection starts with RSET. When the connection dies before that was answered, the
/// server had closed it while idle: <see cref="IsStale"/>, and the message may be begun on another as if nothing had
/// been.</para>
/// </summary>
public sealed partial class SmtpClientSession
{
    private enum Situation { Talking, Handshaking, Content, Idle, Closed }

    private readonly ClientSettings settings;
    private readonly SmtpReplyParser parser = new();
    private readonly Queue<ClientCommand> expected = new();
    private readonly Queue<ClientCommand> script = new();
    private readonly List<byte[]> outbox = [];

    private Situation situation = Situation.Talking;
    private ServerExtensions offered = ServerExtensions.None;
    private int recipientsMax;
    private bool needsReset;
    private bool hasServed;
    private bool isProbing;
    private bool mailAccepted;
    private bool dotOut;
    private MessageProgress? progress;

    /// <summary>A session on a connection that has just been opened.</summary>
    /// <param name="settings">Name, TLS and credentials.</param>
    public SmtpClientSession(ClientSettings settings)
    {
        this.settings = settings;
        recipientsMax = Math.Max(1, settings.RecipientsMax);
        IsEncrypted = settings.Tls == TlsPolicy.Implicit;
        expected.Enqueue(new ClientCommand(Ask.Greeting, []));
    }

    /// <summary>What the server offers, as of its last reply to EHLO.</summary>
    public ServerExtensions Offered => offered;

    /// <summary>What is sent now is encrypted; true from the start with implicit TLS.</summary>
    public bool IsEncrypted { get; private set; }

    /// <summary>Why the connection is closed; null while it is not, and after QUIT.</summary>
    public SessionFailure? Failure { get; private set; }

    /// <summary>The connection died before the message begun on it met a server: begin it on another.</summary>
    public bool IsStale { get; private set; }

    /// <summary>The final dot of a transaction was allowed and is unanswered.</summary>
    public bool IsDotOut => dotOut && situation != Situation.Closed;

    /// <summary>Replies read: a wait for the next one starts anew when this has changed.</summary>
    public int Replies { get; private set; }

    /// <summary>
    /// What became of the recipients of the message begun last, by position; null for those still open.
    /// </summary>
    public IReadOnlyList<RecipientResult?> Results => progress?.Results ?? [];

    /// <summary>What to do now. Asking again without doing it gives the same answer, but Send is given once.</summary>
    public ClientStep Next()
    {
        if (situation == Situation.Closed) return new ClientStep.Close();
        if (outbox.Count > 0)
        {
            var octets = outbox.SelectMany(part => part).ToArray();
            outbox.Clear();
            return new ClientStep.Send(octets);
        }

        return situation switch
        {
            Situation.Handshaking => new ClientStep.StartTls(),
            Situation.Content => new ClientStep.SendContent([.. progress!.Accepted]),
            Situation.Idle => new ClientStep.Idle(),
            _ => new ClientStep.Receive(expected.Peek().Phase),
        };
    }

    /// <summary>Begins a message on an idle session.</summary>
    public void Begin(ClientMessage message)
    {
        if (situation != Situation.Idle)
            throw new InvalidOperationException($"A message cannot begin while {situation}.");
        progress = new MessageProgress(message, offered, settings);
        isProbing = hasServed;
        needsReset |= hasServed;
        hasServed = true;
        StartTransaction();
    }

    /// <summary>Says QUIT on an idle session; otherwise the session is just over.</summary>
    public void Quit()
    {
        if (situation == Situation.Idle) Send(new ClientCommand(Ask.Quit, "QUIT"));
        else situation = Situation.Closed;
    }

    /// <summary>Octets came.</summary>
    public void Receive(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty && situation != Situation.Closed)
        {
            if (situation == Situation.Handshaking)
                Fail(FailureKind.Configuration, "4.7.0", "octets after the 220 of STARTTLS");
            else if (outbox.Count > 0)
                FailProtocol("a reply came before its command");
            else if (parser.Read(ref data) is var status && status == ReplyStatus.Invalid)
                FailProtocol("not a reply");
            else if (status == ReplyStatus.Complete)
                OnReply(parser.Reply);
        }
    }

    /// <summary>The connection is gone, or was given up.</summary>
    /// <param name="reason">How, for people.</param>
    public void ConnectionLost(string reason) => Fail(FailureKind.Transient, "4.4.2", reason);

    /// <summary>The handshake is done and the certificate is as the policy wants it.</summary>
    public void TlsEstablished()
    {
        IsEncrypted = true;
        offered = ServerExtensions.None;
        Send(new ClientCommand(Ask.Ehlo, "EHLO " + settings.ClientName));
    }

    /// <summary>The handshake failed, or the certificate is not good.</summary>
    public void TlsFailed(string reason) => Fail(FailureKind.Configuration, "4.7.5", reason);

    /// <summary>The content is out: send the final dot.</summary>
    public void AllowDot()
    {
        if (situation != Situation.Content) return;
        if (parser.IsMidReply)
        {
            FailProtocol("a reply to nothing");
            return;
        }

        dotOut = true;
        Send(new ClientCommand(Ask.Dot, "."));
    }

    /// <summary>The content shall not be completed: nothing but dropping the connection can do that.</summary>
    public void ForbidDot() => GiveUp("given up before the final dot");

    /// <summary>We end it, for a reason that is not the server's.</summary>
    public void GiveUp(string reason) => Fail(FailureKind.GivenUp, "4.3.0", reason);

    private void OnReply(SmtpReply reply)
    {
        Replies++;
        if (situation != Situation.Talking)
        {
            OnUnaskedReply(reply);
            return;
        }

        var command = expected.Dequeue();
        if (reply.Code == 421 && command.Ask is not (Ask.Dot or Ask.Quit)) Fail(FailureKind.Transient, reply);
        else if (command.Ask <= Ask.LoginPassword) OnOpening(command.Ask, reply);
        else if (command.Ask is >= Ask.Mail and <= Ask.Dot && SpeaksOfUs(reply)) OnUnwelcome(reply);
        else OnTransaction(command, reply);
        if (situation == Situation.Talking && expected.Count == 0) SendScript();
    }

    /// <summary>A word before the dot: it may put off or refuse the message, but not take it.</summary>
    private void OnUnaskedReply(SmtpReply reply)
    {
        if (situation == Situation.Content && (reply.IsTransient || reply.IsPermanent) && reply.Code != 421)
            progress!.Settle(progress.Accepted, reply);
        if (reply.IsTransient || reply.IsPermanent) Fail(FailureKind.Transient, reply);
        else FailProtocol("a reply to nothing");
    }

    private void StartTransaction()
    {
        mailAccepted = false;
        script.Clear();
        if (!progress!.NextBatch(recipientsMax))
        {
            situation = Situation.Idle;
            return;
        }

        if (needsReset) script.Enqueue(new ClientCommand(Ask.Reset, "RSET"));
        script.Enqueue(new ClientCommand(Ask.Mail, ClientCommands.Mail(progress.Message, offered)));
        foreach (var position in progress.Batch)
        {
            var recipient = progress.Message.Recipients[position];
            script.Enqueue(new ClientCommand(Ask.Recipient, ClientCommands.Recipient(recipient, offered), position));
        }

        script.Enqueue(new ClientCommand(Ask.Data, "DATA"));
        SendScript();
    }

    /// <summary>All of it in one flight where that is allowed; AUTH's lines never are.</summary>
    private void SendScript()
    {
        while (script.TryDequeue(out var command))
        {
            Send(command);
            if (!offered.Pipelining || command.Ask < Ask.Reset) return;
        }
    }

    private void Send(ClientCommand command)
    {
        outbox.Add(command.Octets);
        expected.Enqueue(command);
        situation = Situation.Talking;
    }

    private void OnTransaction(ClientCommand command, SmtpReply reply)
    {
        switch (command.Ask)
        {
            case Ask.Reset when reply.IsPositive:
                needsReset = isProbing = false;
                break;
            case Ask.Mail when reply.IsPositive:
                mailAccepted = needsReset = true;
                break;
            case Ask.Mail when reply.IsTransient || reply.IsPermanent:
                OnMailRefused(reply);
                break;
            case Ask.Recipient when reply.Code / 100 is 2 or 4 or 5:
                if (mailAccepted) OnRecipient(command.Recipient, reply);
                if (progress!.Accepted.Count == 0 && script.TryPeek(out var next) && next.Ask == Ask.Data)
                    StartTransaction();
                break;
            case Ask.Data when reply.Code == 354:
                OnContentWanted();
                break;
            case Ask.Data when reply.IsTransient || reply.IsPermanent:
                progress!.Settle(progress.Accepted, reply);
                StartTransaction();
                break;
            case Ask.Dot when reply.Code / 100 is 2 or 4 or 5:
                OnDot(reply);
                break;
            case Ask.EmptyDot:
                StartTransaction();
                break;
            case Ask.Quit:
                situation = Situation.Closed;
                break;
            default:
                FailProtocol($"a {reply.Code} where it makes no sense");
                break;
        }
    }

    /// <summary>Codes of RFC 4954, about our credentials and not about the mail.</summary>
    private static bool SpeaksOfUs(SmtpReply reply) => reply.Code is 530 or 534 or 535 or 538;

    /// <summary>The mail waits until we may send it, also when we are told so only after its dot.</summary>
    private void OnUnwelcome(SmtpReply reply)
    {
        dotOut = false;
        Fail(FailureKind.Configuration, reply);
    }

    private void OnMailRefused(SmtpReply reply)
    {
        progress!.Settle(progress.Batch, reply);
        if (script.Count > 0) StartTransaction();
    }

    private void OnRecipient(int position, SmtpReply reply)
    {
        var count = progress!.Accepted.Count;
        if (reply.IsPositive) progress.Accept(position);
        else if (count == 0 || !reply.SaysTooManyRecipients) progress.Settle([position], reply);
        else
        {
            progress.PutOff(position);
            recipientsMax = Math.Min(recipientsMax, count);
        }
    }

    /// <summary>
    /// The server wants content though every recipient was refused (it may, RFC 2920 section 3.1): a lone dot ends it,
    /// and whatever the server says to that, nobody gets an empty mail that we would call delivered.
    /// </summary>
    private void OnContentWanted()
    {
        if (progress!.Accepted.Count > 0) situation = Situation.Content;
        else Send(new ClientCommand(Ask.EmptyDot, "."));
    }

    private void OnDot(SmtpReply reply)
    {
        dotOut = needsReset = false;
        progress!.Settle(progress.Accepted, reply);
        if (reply.Code == 421) Fail(FailureKind.Transient, reply);
        else StartTransaction();
    }

    private void Fail(FailureKind kind, string enhancedCode, string reason) =>
        Fail(kind, SmtpReply.Own(enhancedCode, reason));

    private void FailProtocol(string reason) => Fail(FailureKind.Protocol, "4.5.0", "protocol error: " + reason);

    private void Fail(FailureKind kind, SmtpReply reply)
    {
        if (situation == Situation.Closed) return;
        Failure = new SessionFailure(kind, reply);
        IsStale = isProbing;
        progress?.Abandon(reply, dotOut);
        situation = Situation.Closed;
    }
}
