namespace VoicemailOrleans.Core.Mail.Smtp.Client;

/// <summary>A server's reply, or our own words about a connection in the same shape.</summary>
/// <param name="Code">The reply code, 200 to 599; 0 when no reply came and <paramref name="Text"/> is ours.</param>
/// <param name="EnhancedCode">
/// The enhanced status code (RFC 3463) of the first line, for example <c>5.1.1</c>, or null.
/// </param>
/// <param name="Text">
/// The text of all lines without codes, control characters escaped, at most <see cref="TextMax"/> characters.
/// </param>
public sealed record SmtpReply(int Code, string? EnhancedCode, string Text)
{
    /// <summary>
    /// Characters of text kept: enough for any reason a person reads, small enough for state, log and DSN.
    /// </summary>
    public const int TextMax = 500;

    /// <summary>The lines after their codes, as they came: EHLO keywords are read from here.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>2xx.</summary>
    public bool IsPositive => Code is >= 200 and <= 299;

    /// <summary>5xx.</summary>
    public bool IsPermanent => Code is >= 500 and <= 599;

    /// <summary>4xx.</summary>
    public bool IsTransient => Code is >= 400 and <= 499;

    /// <summary>
    /// No more recipients in this transaction (RFC 5321 section 4.5.3.1.10). An enhanced code of the class "mailbox"
    /// (x.2.x) says that it is this mailbox which is full instead.
    /// </summary>
    public bool SaysTooManyRecipients =>
        Code is 452 or 552 && EnhancedCode?[2..].StartsWith("2.", StringComparison.Ordinal) is not true;

    /// <summary>
    /// Put off for the server's own sake (RFC 3463 class "mail system", x.3.x; a bare 452 is "insufficient system
    /// storage"): another server may take the mail.
    /// </summary>
    public bool SaysServerIsUnwell =>
        IsTransient && (EnhancedCode?[2..].StartsWith("3.", StringComparison.Ordinal) ?? Code == 452);

    /// <summary>Our own words where no reply came.</summary>
    public static SmtpReply Own(string? enhancedCode, string text) => new(0, enhancedCode, ReplyText.Clean(text));
}
