namespace VoicemailOrleans.Grains;

/// <summary>
/// Makes addresses and numbers safe for a log line: enough to tell two apart, too little to know a person.
/// </summary>
public static class AddressMask
{
    private const int NumberTail = 4;

    /// <summary>
    /// <c>jane@example.org</c> becomes <c>j***@example.org</c>, <c>+4930123456</c> becomes <c>***3456</c>; the
    /// null reverse-path becomes <c>&lt;&gt;</c>.
    /// </summary>
    public static string Mask(string? address)
    {
        if (string.IsNullOrEmpty(address)) return "<>";
        var at = address.LastIndexOf('@');
        if (at < 0) return MaskNumber(address);

        // A local part of digits is a mailbox or caller number: its end is what tells two apart.
        var local = address.AsSpan(0, at);
        return (IsNumber(local) ? MaskNumber(local) : $"{local[..Math.Min(1, local.Length)]}***") + address[at..];
    }

    private static string MaskNumber(ReadOnlySpan<char> text) =>
        text.Length > NumberTail ? $"***{text[^NumberTail..]}" : "***";

    private static bool IsNumber(ReadOnlySpan<char> text) => text.IndexOfAnyExcept("+0123456789") < 0;
}
