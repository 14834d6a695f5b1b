using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace VoicemailOrleans.Core.Mail.Smtp.Server;

/// <summary>
/// One AUTH command and its answers (RFC 4954 4): PLAIN (RFC 4616) and LOGIN. Steps through at most two prompts; the
/// outcome is a 334 prompt, 235, 501 or 535.
/// </summary>
internal struct AuthExchange
{
    private Step step;
    private byte[]? user;

    private enum Step
    {
        PlainResponse,
        LoginUser,
        LoginPassword,
    }

    /// <summary>Starts with the argument of AUTH: a mechanism and perhaps an initial response.</summary>
    public SmtpReply Start(ReadOnlySpan<byte> argument, SmtpCredential credential)
    {
        var blank = argument.IndexOf((byte)' ');
        var mechanism = blank < 0 ? argument : argument[..blank];
        var response = blank < 0 ? default : argument[(blank + 1)..].Trim((byte)' ');
        user = null;
        if (Ascii.EqualsIgnoreCase(mechanism, "PLAIN"u8)) step = Step.PlainResponse;
        else if (Ascii.EqualsIgnoreCase(mechanism, "LOGIN"u8)) step = Step.LoginUser;
        else return Replies.UnknownMechanism;

        if (!response.IsEmpty) return Continue(response.SequenceEqual("="u8) ? default : response, credential);
        return step == Step.PlainResponse ? Replies.AskPlain : Replies.AskUser;
    }

    /// <summary>Takes a line that answers a prompt.</summary>
    public SmtpReply Continue(ReadOnlySpan<byte> response, SmtpCredential credential)
    {
        if (response.SequenceEqual("*"u8)) return Replies.AuthCancelled;
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(response.Length)];
        if (Base64.DecodeFromUtf8(response, decoded, out _, out var length) != OperationStatus.Done)
            return Replies.AuthSyntax;
        var value = decoded.AsSpan(0, length);
        switch (step)
        {
            case Step.LoginUser:
                user = value.ToArray();
                step = Step.LoginPassword;
                return Replies.AskPassword;
            case Step.LoginPassword:
                return Verdict(credential.Matches(user, value));
            default:
                return CheckPlain(value, credential);
        }
    }

    // [authorization identity] NUL user NUL password. Acting for another identity is not offered.
    private static SmtpReply CheckPlain(ReadOnlySpan<byte> message, SmtpCredential credential)
    {
        var first = message.IndexOf((byte)0);
        if (first < 0) return Replies.AuthSyntax;
        var rest = message[(first + 1)..];
        var second = rest.IndexOf((byte)0);
        if (second < 0) return Replies.AuthSyntax;
        var actsForItself = first == 0 || message[..first].SequenceEqual(rest[..second]);
        return Verdict(credential.Matches(rest[..second], rest[(second + 1)..]) & actsForItself);
    }

    private static SmtpReply Verdict(bool matches) => matches ? Replies.Authenticated : Replies.WrongCredential;
}
