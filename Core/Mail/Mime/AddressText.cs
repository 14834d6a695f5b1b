using System.Text;

namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>
/// The first address of a header field, read tolerantly: <c>Name &lt;address&gt;</c>, <c>address (Name)</c> or bare.
/// </summary>
/// <param name="DisplayName">The name, decoded; null when there is none.</param>
/// <param name="Address">The address as written.</param>
public sealed record AddressText(string? DisplayName, string Address)
{
    /// <summary>What stands before the last @; all of the address when there is none.</summary>
    public string LocalPart => Address.LastIndexOf('@') is var at and >= 0 ? Address[..at].Trim('"') : Address;

    /// <summary>Reads a raw value, one character per octet, folds removed.</summary>
    public static AddressText Parse(string value)
    {
        value = value.Length > 4096 ? value[..4096] : value;
        var open = FindOpen(value);
        if (open >= 0)
        {
            var close = value.IndexOf('>', open);
            var address = value[(open + 1)..(close < 0 ? value.Length : close)].Trim();
            return new AddressText(Name(value[..open]), address);
        }

        var comment = value.IndexOf('(');
        if (comment < 0) return new AddressText(null, value.Trim());
        return new AddressText(Name(value[(comment + 1)..].TrimEnd(' ', ')')), value[..comment].Trim());
    }

    private static int FindOpen(string value)
    {
        var quoted = false;
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\') i++;
            else if (value[i] == '"') quoted = !quoted;
            else if (value[i] == '<' && !quoted) return i;
        }

        return -1;
    }

    private static string? Name(string raw)
    {
        var text = raw.Trim();
        var isQuoted = text.Length > 1 && text[0] == '"' && text[^1] == '"';
        if (isQuoted) text = text[1..^1].Replace("\\\"", "\"").Replace("\\\\", "\\");
        var name = HeaderText.Decode(Encoding.Latin1.GetBytes(text), 200);
        return name.Length == 0 ? null : name;
    }
}
