using System.Buffers;
using System.Text;

namespace VoicemailOrleans.Core.Mail.Smtp.Server;

/// <summary>
/// The server's side of one SMTP session (RFC 5321) without any input or output: octets go in, events come out.
/// </summary>
/// <remarks>
/// <para>
/// Theory of operation. The host sends <see cref="Greeting"/>, then calls <see cref="Next"/> with what it has read
/// until the answer is NeedMore. Each call takes one command line, one slice of content, or nothing off the input.
/// Pipelining (RFC 2920) needs nothing more: replies come in the order of commands, and the host sends them together.
/// </para>
/// <para>
/// A command is one of three things: complete (its reply comes out), not yet whole (NeedMore, nothing consumed), or
/// invalid (its 5xx comes out and the session carries on). No outcome depends on where the input was cut.
/// </para>
/// <list type="table">
/// <item><term>Start</term><description>new, or TLS has just begun; EHLO and HELO lead to Ready</description></item>
/// <item><term>Ready</term><description>idle; MAIL leads to Mail, AUTH to Auth, STARTTLS to Tls</description></item>
/// <item><term>Mail</term><description>RCPT adds recipients, DATA with at least one leads to Data</description></item>
/// <item><term>Auth</term><description>a 334 was sent: the next line is its answer, not a command</description></item>
/// <item><term>Data</term><description>only CRLF "." CRLF leads to Verdict or, refused, to Ready</description></item>
/// <item><term>Chunk</term><description>so many octets are content: to Chunks or, the last, as Data</description></item>
/// <item><term>Chunks</term><description>between two chunks: BDAT leads to Chunk, RSET to Ready</description></item>
/// <item><term>Verdict</term><description>the host stores the message; Conclude leads to Ready</description></item>
/// <item><term>SkipLine</term><description>an over-long line was refused; its rest is thrown away</description></item>
/// <item><term>SkipChunk</term><description>a BDAT was refused; its octets are thrown away</description></item>
/// <item><term>Tls</term><description>220 was sent; nothing is read until EnterTls leads to Start</description></item>
/// <item><term>Closed</term><description>nothing is read any more</description></item>
/// </list>
/// <para>
/// A transaction ends with RSET, EHLO, HELO, STARTTLS, or its verdict. A hang-up is simply no more input: no message
/// can come of it. When content cannot be taken (too large, a loop, bare line ends, no memory) the rest is read and
/// thrown away, and the reply comes after the final dot, so the session stays in step.
/// </para>
/// </remarks>
/// <param name="options">What the session offers and limits.</param>
/// <param name="isTls">The connection is inside TLS already (implicit TLS).</param>
/// <param name="startTlsOffered">STARTTLS is offered: there is a certificate.</param>
public sealed partial class SmtpSession(SmtpSessionOptions options, bool isTls = false, bool startTlsOffered = false)
{
    private const int SkippedLineBytesMax = 128 * 1024; // ten times the longest line

    private readonly RelayRule relay = new(options.RelayDomains);
    private Phase phase = Phase.Start;
    private Phase afterSkipping; // where SkipLine and SkipChunk lead to
    private SmtpTransaction? mail;
    private AuthExchange auth;
    private long skippedBytes;
    private int errors;

    private enum Phase : byte
    {
        Start,
        Ready,
        Mail,
        Auth,
        Data,
        Chunk,
        Chunks,
        Verdict,
        SkipLine,
        SkipChunk,
        Tls,
        Closed,
    }

    /// <summary>The reply that opens the session.</summary>
    public SmtpReply Greeting => options.Hello.Greeting;

    /// <summary>The server's name.</summary>
    public string HostName => options.HostName;

    /// <summary>The name the client gave in EHLO or HELO; null before.</summary>
    public string? ClientName { get; private set; }

    /// <summary>The session is inside TLS.</summary>
    public bool IsTls { get; private set; } = isTls;

    /// <summary>The client has authenticated itself.</summary>
    public bool IsAuthenticated { get; private set; }

    /// <summary>AUTH commands that named a wrong credential.</summary>
    public int AuthFailures { get; private set; }

    /// <summary>EHLO was used, not HELO.</summary>
    public bool IsExtended { get; private set; }

    /// <summary>Content is being read: between 354 and the final dot, or inside a chunk.</summary>
    public bool IsInData => phase is Phase.Data or Phase.Chunk;

    /// <summary>
    /// The open transaction; stays until <see cref="Conclude"/>. Null when there is none: then no content is kept.
    /// </summary>
    public SmtpTransaction? Transaction => mail;

    /// <summary>Whether MAIL is taken now; the host keeps it up to date (the state of the disk).</summary>
    public StorageState Intake { get; set; }

    /// <summary>The protocol for the Received field (RFC 3848, RFC 6531 4.3).</summary>
    public string Protocol =>
        (mail is { SmtpUtf8: true } ? "UTF8SMTP" : IsExtended ? "ESMTP" : "SMTP")
        + (IsTls && IsExtended ? "S" : "") + (IsAuthenticated && IsExtended ? "A" : "");

    private bool AuthOffered => options.Credential is not null && (IsTls || options.AllowAuthWithoutTls);

    /// <summary>Takes the next thing off the input.</summary>
    /// <param name="input">What was read and not consumed; comes back without what was consumed now.</param>
    public SessionEvent Next(ref ReadOnlySequence<byte> input)
    {
        switch (phase)
        {
            case Phase.Data:
                return ReadContent(ref input);
            case Phase.Chunk:
                return ReadChunk(ref input);
            case Phase.Verdict:
                return new SessionEvent(SessionEventKind.EndOfMessage);
            case Phase.Tls or Phase.Closed:
                return NeedMore();
            case Phase.SkipLine:
                return SkipLine(ref input);
            case Phase.SkipChunk:
                return SkipChunk(ref input);
            default:
                return ReadLine(ref input);
        }
    }

    /// <summary>Ends the transaction whose message is complete with what became of it.</summary>
    /// <param name="outcome">Open when it is on disk.</param>
    /// <param name="id">Its identifier, shown to the client.</param>
    /// <returns>The reply to send.</returns>
    public SmtpReply Conclude(StorageState outcome, string id)
    {
        if (phase != Phase.Verdict) throw new InvalidOperationException("No message is waiting for its verdict.");
        EndTransaction();
        if (outcome != StorageState.Open) return Refusal(outcome);
        errors = 0;
        return new SmtpReply(250, new EnhancedStatusCode(2, 6, 0), "Accepted " + id);
    }

    /// <summary>The TLS handshake succeeded: everything the client said in clear is forgotten (RFC 3207 4.2).</summary>
    public void EnterTls()
    {
        if (phase != Phase.Tls) throw new InvalidOperationException("No STARTTLS is under way.");
        IsTls = true;
        IsAuthenticated = IsExtended = false;
        ClientName = null;
        phase = Phase.Start;
    }

    private SessionEvent ReadLine(ref ReadOnlySequence<byte> input)
    {
        if (input.IsEmpty) return NeedMore();
        if (CommandLine.IsTlsRecord(input)) return Close(Replies.NotSmtp);
        var before = input;
        if (!CommandLine.TryRead(ref input, out var line))
            return before.Length < options.CommandLineBytesMax ? NeedMore() : StartSkipping();
        if (line.Length + 2 > options.CommandLineBytesMax)
        {
            input = before;
            return StartSkipping();
        }

        if (phase == Phase.Auth) return ContinueAuth(line);
        var answer = CommandLine.HasControls(line) ? Wrong(Replies.ControlOctets) : Command(line);
        return answer.Kind == SessionEventKind.NeedMore ? Next(ref input) : answer; // BDAT: the chunk has the reply
    }

    // The refusal goes out now and not when the line ends, which may be never.
    private SessionEvent StartSkipping()
    {
        afterSkipping = phase == Phase.Auth ? Phase.Ready : phase;
        skippedBytes = 0;
        var answer = Wrong(Replies.LineTooLong);
        if (phase != Phase.Closed) phase = Phase.SkipLine;
        return answer;
    }

    private SessionEvent SkipLine(ref ReadOnlySequence<byte> input)
    {
        var whole = input.Length;
        if (CommandLine.TryRead(ref input, out var rest))
        {
            if (skippedBytes + rest.Length > SkippedLineBytesMax) return Close(Replies.TooManyErrors);
            phase = afterSkipping;
            return Next(ref input);
        }

        // A CR at the end may be half of the line's end: it stays.
        var keep = whole > 0 && CommandLine.FirstSpan(input.Slice(whole - 1))[0] == '\r' ? 1 : 0;
        skippedBytes += whole - keep;
        input = input.Slice(whole - keep);
        return skippedBytes > SkippedLineBytesMax ? Close(Replies.TooManyErrors) : NeedMore();
    }

    private SessionEvent Command(ReadOnlySpan<byte> line)
    {
        var verb = CommandLine.Parse(line, out var argument);
        switch (verb)
        {
            case Verb.Ehlo:
            case Verb.Helo:
                return Hello(argument, verb == Verb.Ehlo);
            case Verb.Mail:
                return Mail(argument);
            case Verb.Rcpt:
                return Rcpt(argument);
            case Verb.Noop:
                return Reply(Replies.Ok);
            case Verb.Help:
                return Reply(Replies.Help);
            case Verb.Vrfy:
                return argument.IsEmpty ? Wrong(Replies.NeedsArgument) : Reply(Replies.Verify);
            case Verb.Expn:
                return Wrong(Replies.NotOffered);
            case Verb.Auth:
                return StartAuth(argument);
            case Verb.Data or Verb.Rset or Verb.Quit or Verb.StartTls when !argument.IsEmpty:
                return Wrong(Replies.NoArgument);
            case Verb.Data:
                return Data();
            case Verb.Bdat:
                return Bdat(argument);
            case Verb.Rset:
                EndTransaction();
                return Reply(Replies.Ok);
            case Verb.Quit:
                return Close(Replies.Bye);
            case Verb.StartTls:
                return StartTls();
            case Verb.Http:
                return Close(Replies.NotSmtp);
            default:
                return Wrong(Replies.UnknownCommand);
        }
    }

    private SessionEvent Hello(ReadOnlySpan<byte> name, bool extended)
    {
        if (name.IsEmpty || name.Length > 255) return Wrong(Replies.NeedsName);
        ClientName = Encoding.UTF8.GetString(name);
        IsExtended = extended;
        phase = Phase.Ready;
        EndTransaction();
        if (!extended) return Reply(options.Hello.Helo);
        return Reply(options.Hello.Ehlo(startTlsOffered && !IsTls, AuthOffered && !IsAuthenticated));
    }

    private SessionEvent Mail(ReadOnlySpan<byte> argument)
    {
        if (phase == Phase.Start) return Wrong(Replies.NeedsGreeting);
        if (mail is not null) return Wrong(Replies.BadSequence);
        if (options.TlsRequired && !IsTls) return Wrong(Replies.TlsNeeded);
        if (options.AuthRequired && !IsAuthenticated) return Wrong(Replies.AuthNeeded);
        if (!TakeKeyword(ref argument, "FROM:"u8)) return Wrong(Replies.MailSyntax);
        if (!TakePath(ref argument, isForward: false, out var path)) return Wrong(Replies.BadSender);
        var opened = new SmtpTransaction { ReversePath = path.Address };
        if (EsmtpParameters.ReadMail(argument, opened, options.MessageBytesMax, AuthOffered) is { } bad)
            return bad == Replies.TooLarge ? Reply(bad) : Wrong(bad);
        if (!path.IsAscii && !opened.SmtpUtf8) return Wrong(Replies.NeedsUtf8);
        if (Intake != StorageState.Open) return Reply(Refusal(Intake));
        mail = opened;
        phase = Phase.Mail;
        return Reply(Replies.SenderOk);
    }

    private SessionEvent Rcpt(ReadOnlySpan<byte> argument)
    {
        if (mail is null) return Wrong(Replies.NeedsMail);
        if (phase == Phase.Chunks) return Wrong(Replies.BadSequence);
        if (!TakeKeyword(ref argument, "TO:"u8)) return Wrong(Replies.RcptSyntax);
        if (!TakePath(ref argument, isForward: true, out var path)) return Wrong(Replies.BadRecipient);
        if (EsmtpParameters.ReadRecipient(argument, mail.SmtpUtf8, out var notify, out var original) is { } bad)
            return Wrong(bad);
        if (!path.IsAscii && !mail.SmtpUtf8) return Wrong(Replies.NeedsUtf8);
        // What is refused for its domain or its number is no error of the client's: it does not end the session.
        if (relay.Check(path) is { } denied) return Reply(denied);
        if (mail.Has(path)) return Reply(Replies.RecipientOk);
        if (mail.Recipients.Count >= options.RecipientsMax) return Reply(Replies.TooManyRecipients);
        mail.Add(path, notify, original);
        return Reply(Replies.RecipientOk);
    }

    private SessionEvent StartTls()
    {
        if (IsTls) return Wrong(Replies.BadSequence);
        if (!startTlsOffered) return Wrong(Replies.NotOffered);
        EndTransaction();
        phase = Phase.Tls;
        return new SessionEvent(SessionEventKind.StartTls, Replies.StartTls);
    }

    private SessionEvent StartAuth(ReadOnlySpan<byte> argument)
    {
        if (options.Credential is null) return Wrong(Replies.NotOffered);
        if (!AuthOffered) return Wrong(Replies.AuthNeedsTls);
        if (phase != Phase.Ready || IsAuthenticated) return Wrong(Replies.BadSequence);
        if (argument.IsEmpty) return Wrong(Replies.NeedsArgument);
        return EndAuth(auth.Start(argument, options.Credential));
    }

    private SessionEvent ContinueAuth(ReadOnlySpan<byte> line) => EndAuth(auth.Continue(line, options.Credential!));

    private SessionEvent EndAuth(SmtpReply reply)
    {
        phase = reply.Code == 334 ? Phase.Auth : Phase.Ready;
        IsAuthenticated = reply == Replies.Authenticated;
        if (!reply.IsRefusal) return Reply(reply);
        if (reply == Replies.WrongCredential && ++AuthFailures >= options.AuthFailuresMax)
            return Close(Replies.TooManyAuthFailures);
        return Wrong(reply);
    }

    private static bool TakeKeyword(ref ReadOnlySpan<byte> argument, ReadOnlySpan<byte> keyword)
    {
        var given = argument[..Math.Min(argument.Length, keyword.Length)];
        if (!Ascii.EqualsIgnoreCase(given, keyword)) return false;
        argument = argument[keyword.Length..].TrimStart((byte)' '); // QUIRK: PBXs put a blank, b-transaction.txt
        return true;
    }

    private static bool TakePath(ref ReadOnlySpan<byte> argument, bool isForward, out MailPath path)
    {
        if (!MailPath.TryParse(argument, isForward, out path, out var length)) return false;
        argument = argument[length..];
        return argument.IsEmpty || argument[0] == ' ';
    }

    private static SmtpReply Refusal(StorageState state) =>
        state == StorageState.Full ? Replies.NoSpace : Replies.LocalError;

    private void EndTransaction()
    {
        mail = null;
        if (phase is Phase.Mail or Phase.Data or Phase.Chunk or Phase.Chunks or Phase.Verdict) phase = Phase.Ready;
    }

    private static SessionEvent NeedMore() => new(SessionEventKind.NeedMore);

    private static SessionEvent Reply(SmtpReply reply) => new(SessionEventKind.Reply, reply);

    private SessionEvent Wrong(SmtpReply reply) =>
        ++errors > options.ErrorsMax ? Close(Replies.TooManyErrors) : Reply(reply);

    private SessionEvent Close(SmtpReply reply)
    {
        EndTransaction();
        phase = Phase.Closed;
        return new SessionEvent(SessionEventKind.Close, reply);
    }
}
