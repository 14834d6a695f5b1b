namespace VoicemailOrleans.AdminUi.Presentation;

/// <summary>Mail addresses as typed into a form: apart by blanks, commas, semicolons or lines, each once.</summary>
internal static class AddressList
{
    // RFC 5321, sections 4.5.3.1.1 and 4.5.3.1.3 (a path of 256 with its angle brackets).
    private const int LocalLengthMax = 64;
    private const int AddressLengthMax = 254;

    /// <summary>Reads the list.</summary>
    /// <returns>The addresses, or what is wrong with them.</returns>
    public static (IReadOnlyList<string> Addresses, string? Problem) Read(string? text, AdminUiOptions options)
    {
        var separators = " \t\r\n,;".ToCharArray();
        var words = (text ?? "").Split(separators, StringSplitOptions.RemoveEmptyEntries);
        var addresses = words.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (addresses.Count == 0) return ([], "Enter at least one mail address.");
        if (addresses.Count > options.ResendRecipientsMax)
            return ([], $"That are {addresses.Count} addresses; {options.ResendRecipientsMax} are allowed at a time.");
        foreach (var address in addresses)
            if (Problem(address, options.ResendDomains) is { } problem) return ([], problem);
        return (addresses, null);
    }

    private static string? Problem(string address, IReadOnlyList<string> domains)
    {
        var shown = address.Length > 60 ? address[..60] + "…" : address;
        var at = address.LastIndexOf('@');
        if (at < 1 || address.Length > AddressLengthMax || !IsLocal(address[..at]) || !IsDomain(address[(at + 1)..]))
            return $"“{shown}” is not a mail address.";
        if (domains.Count > 0 && !domains.Contains(address[(at + 1)..], StringComparer.OrdinalIgnoreCase))
            return $"“{shown}” is outside the domains that mail may be sent to.";
        return null;
    }

    // RFC 5321, section 4.1.2: dot-atoms; quoted local parts exist, but not at a helpdesk.
    private static bool IsLocal(string local) =>
        local.Length <= LocalLengthMax && local.Split('.').All(atom => atom.Length > 0 && atom.All(IsAtomText));

    private static bool IsAtomText(char c) =>
        char.IsLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".Contains(c)
        || (c > 127 && !char.IsControl(c) && !char.IsWhiteSpace(c));

    private static bool IsDomain(string domain) => domain.Split('.').All(IsLabel);

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsLetterOrDigit(c) || c == '-');
}
