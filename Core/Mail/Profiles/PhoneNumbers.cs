using System.Text.RegularExpressions;

namespace VoicemailOrleans.Core.Mail.Profiles;

/// <summary>What a caller's number and a mailbox look like.</summary>
internal static partial class PhoneNumbers
{
    /// <summary>Characters of a number as it is written.</summary>
    public const int LengthMax = 24;

    /// <summary>Characters of a mailbox.</summary>
    public const int MailboxLengthMax = 40;

    /// <summary>A number as people write it, of 3 to 15 digits.</summary>
    public static bool IsPhone(string text) =>
        Phone().IsMatch(text) && text.Count(char.IsAsciiDigit) is >= 3 and <= 15;

    public static bool IsInNumber(char c) => char.IsAsciiDigit(c) || "+ .()/-".Contains(c);

    public static bool IsInMailbox(char c) => char.IsLetterOrDigit(c) || "-_.@+#*".Contains(c);

    [GeneratedRegex(@"^\+?\(?\d[\d .()/-]{1,22}\d$")]
    public static partial Regex Phone();
}
