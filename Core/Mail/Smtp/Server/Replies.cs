namespace VoicemailOrleans.Core.Mail.Smtp.Server;

/// <summary>
/// Every reply that does not change. What a client sees is bland on purpose: reasons that concern only us are in the
/// log (RFC 5321 4.2 for the codes, RFC 3463 and RFC 5248 for the enhanced ones).
/// </summary>
internal static class Replies
{
    public static readonly SmtpReply Bye = Make(221, 2, 0, 0, "Bye");
    public static readonly SmtpReply Ok = Make(250, 2, 0, 0, "Ok");
    public static readonly SmtpReply SenderOk = Make(250, 2, 1, 0, "Sender ok");
    public static readonly SmtpReply RecipientOk = Make(250, 2, 1, 5, "Recipient ok");
    public static readonly SmtpReply ChunkTaken = Make(250, 2, 0, 0, "Chunk taken");
    public static readonly SmtpReply Verify = Make(252, 2, 5, 0, "Not verified, send the message and see");
    public static readonly SmtpReply Help = Make(214, 2, 0, 0, "RFC 5321");
    public static readonly SmtpReply StartTls = Make(220, 2, 0, 0, "Ready to start TLS");
    public static readonly SmtpReply Authenticated = Make(235, 2, 7, 0, "Authentication successful");
    public static readonly SmtpReply StartData = new(354, null, "End data with <CR><LF>.<CR><LF>");
    public static readonly SmtpReply AskPlain = new(334, null, "");
    public static readonly SmtpReply AskUser = new(334, null, "VXNlcm5hbWU6"); // Username:
    public static readonly SmtpReply AskPassword = new(334, null, "UGFzc3dvcmQ6"); // Password:

    public static readonly SmtpReply TooManyErrors = Make(421, 4, 7, 0, "Too many errors");
    public static readonly SmtpReply TooManyAuthFailures = Make(421, 4, 7, 0, "Too many failed authentications");
    public static readonly SmtpReply LocalError = Make(451, 4, 3, 0, "Local error, try again later");
    public static readonly SmtpReply NoSpace = Make(452, 4, 3, 1, "Insufficient system storage, try again later");
    public static readonly SmtpReply TooManyRecipients = Make(452, 4, 5, 3, "Too many recipients");

    public static readonly SmtpReply UnknownCommand = Make(500, 5, 5, 2, "Command not recognised");
    public static readonly SmtpReply LineTooLong = Make(500, 5, 5, 2, "Line too long");
    public static readonly SmtpReply ControlOctets = Make(500, 5, 5, 2, "Control characters in command");
    public static readonly SmtpReply NoArgument = Make(501, 5, 5, 4, "No argument expected");
    public static readonly SmtpReply NeedsName = Make(501, 5, 5, 4, "Host name or address literal expected");
    public static readonly SmtpReply NeedsArgument = Make(501, 5, 5, 4, "Argument expected");
    public static readonly SmtpReply MailSyntax = Make(501, 5, 5, 4, "Syntax: MAIL FROM:<address>");
    public static readonly SmtpReply RcptSyntax = Make(501, 5, 5, 4, "Syntax: RCPT TO:<address>");
    public static readonly SmtpReply ChunkSyntax = Make(501, 5, 5, 4, "Syntax: BDAT octets [LAST]");
    public static readonly SmtpReply BadSender = Make(501, 5, 1, 7, "Bad sender address syntax");
    public static readonly SmtpReply BadRecipient = Make(501, 5, 1, 3, "Bad recipient address syntax");
    public static readonly SmtpReply BadParameter = Make(501, 5, 5, 4, "Bad parameter");
    public static readonly SmtpReply AuthCancelled = Make(501, 5, 7, 0, "Authentication cancelled");
    public static readonly SmtpReply AuthSyntax = Make(501, 5, 5, 2, "Cannot decode response");
    public static readonly SmtpReply NotOffered = Make(502, 5, 5, 1, "Command not offered");
    public static readonly SmtpReply BadSequence = Make(503, 5, 5, 1, "Bad sequence of commands");
    public static readonly SmtpReply NeedsGreeting = Make(503, 5, 5, 1, "Send EHLO first");
    public static readonly SmtpReply NeedsMail = Make(503, 5, 5, 1, "Send MAIL first");
    public static readonly SmtpReply UnknownMechanism = Make(504, 5, 5, 4, "Authentication mechanism not offered");
    public static readonly SmtpReply TlsNeeded = Make(530, 5, 7, 0, "Must issue a STARTTLS command first");
    public static readonly SmtpReply AuthNeeded = Make(530, 5, 7, 0, "Authentication required");
    public static readonly SmtpReply WrongCredential = Make(535, 5, 7, 8, "Authentication credentials invalid");
    public static readonly SmtpReply AuthNeedsTls = Make(538, 5, 7, 11, "Encryption required for authentication");
    public static readonly SmtpReply RelayDenied = Make(550, 5, 7, 1, "Relaying denied");
    public static readonly SmtpReply UnsafeRecipient = Make(550, 5, 1, 3, "Recipient address not accepted");
    public static readonly SmtpReply TooLarge = Make(552, 5, 3, 4, "Message too large");
    public static readonly SmtpReply NeedsUtf8 = Make(553, 5, 6, 7, "Non-ASCII address needs SMTPUTF8");
    public static readonly SmtpReply NotSmtp = Make(554, 5, 5, 1, "This is not SMTP");
    public static readonly SmtpReply NoRecipients = Make(554, 5, 5, 1, "No valid recipients");
    public static readonly SmtpReply MailLoop = Make(554, 5, 4, 6, "Mail loop: too many Received fields");
    public static readonly SmtpReply BareLineEnd = Make(554, 5, 6, 0, "Bare CR or LF in message");
    public static readonly SmtpReply UnknownParameter = Make(555, 5, 5, 4, "Parameter not recognised");

    private static SmtpReply Make(int code, int statusClass, int subject, int detail, string text) =>
        new(code, new EnhancedStatusCode(statusClass, subject, detail), text);
}
