using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Tests.Silo.Spool.Sealing;

/// <summary>Content keys as a site writes them: 32 times the octet of the name's letter.</summary>
internal static class TestKeys
{
    public static string Line(char name) => Line($"{name}", name);

    public static string Line(string name, char octet) =>
        $"{name} {Convert.ToBase64String(Enumerable.Repeat((byte)octet, 32).ToArray())}\n";

    /// <summary>Keys named by letters, the first of which seals.</summary>
    public static ContentKeys Of(string names) => ContentKeys.Parse(string.Concat(names.Select(Line)));
}
