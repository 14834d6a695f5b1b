namespace VoicemailOrleans.Core.Transcripts;

/// <summary>
/// Letters as people type them in a hurry: small and without accents. One character stays one, so places in a text stay
/// where they are. Only Latin letters have their accents taken off (U+00C0 to U+017F).
/// </summary>
public static class PlainLetters
{
    private const char First = '\u00c0';

    private const string Latin =
        "aaaaaaaceeeeiiiiðnooooo×ouuuuyþßaaaaaaaceeeeiiiiðnooooo÷ouuuuyþy"
        + "aaaaaaccccccccddđđeeeeeeeeeegggggggghhħħiiiiiiiiiıĳĳjjkkĸlllllll"
        + "lllnnnnnnŉŋŋooooooœœrrrrrrssssssssttttŧŧuuuuuuuuuuuuwwyyyzzzzzzſ";

    /// <summary>The plain form of a character.</summary>
    public static char Of(char c) =>
        c >= First && c - First < Latin.Length ? Latin[c - First] : char.ToLowerInvariant(c);

    /// <summary>The plain form of a text; it has the same length.</summary>
    public static string Of(string text) =>
        string.Create(text.Length, text, static (plain, from) =>
        {
            for (var i = 0; i < plain.Length; i++) plain[i] = Of(from[i]);
        });
}
