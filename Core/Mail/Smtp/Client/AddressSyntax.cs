namespace VoicemailOrleans.Core.Mail.Smtp.Client;

/// <summary>
/// The last gate before an address stands in a command. It asks only whether the address could break out of its angle
/// brackets or its line; whether a mailbox of that name exists is the smarthost's business.
/// </summary>
internal static class AddressSyntax
{
    /// <summary>
    /// Longest path (RFC 5321 section 4.5.3.1.3) times two, for servers that were generous at the other end.
    /// </summary>
    private const int LengthMax = 512;

    /// <summary>May stand between &lt; and &gt;.</summary>
    public static bool IsSafe(string address)
    {
        if (address.Length is 0 or > LengthMax) return false;
        var isQuoted = false;
        for (var i = 0; i < address.Length; i++)
        {
            var isEscape = isQuoted && address[i] == '\\';
            if (isEscape && ++i == address.Length) return false;
            var c = address[i];
            if (char.IsControl(c)) return false;
            if (c == '"' && !isEscape) isQuoted = !isQuoted;
            if (!isQuoted && c is ' ' or '<' or '>') return false;
        }

        return !isQuoted;
    }

    /// <summary>Has characters that only SMTPUTF8 carries.</summary>
    public static bool NeedsUtf8(string address) => !System.Text.Ascii.IsValid(address);

    /// <summary>A parameter value (RFC 5321 section 4.1.2, esmtp-value) that may stand in a command.</summary>
    public static bool IsSafeValue(string value) =>
        value.Length is > 0 and <= LengthMax && value.All(c => c is > ' ' and < (char)127);
}
