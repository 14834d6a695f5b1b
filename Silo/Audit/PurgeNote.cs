using System.Globalization;

namespace VoicemailOrleans.Silo.Audit;

/// <summary>How a deleted file ended, as an entry says it: <c>2025-01.NODE.jsonl up to 1234 HASH</c>.</summary>
internal sealed record PurgeNote(string Node, long Number, string Hash)
{
    /// <summary>The action of such entries.</summary>
    public const string Action = "audit-purge";

    private const string Middle = " up to ";

    public static string Text(AuditFile file, long number, string hash) =>
        string.Create(CultureInfo.InvariantCulture, $"{file.Name}{Middle}{number} {hash}");

    public static PurgeNote? Parse(string? text)
    {
        if (text?.Split(Middle) is not [var name, var end] || end.Split(' ') is not [var number, var hash]) return null;
        var parts = name.Split('.');
        if (parts.Length < 3 || !long.TryParse(number, CultureInfo.InvariantCulture, out var value)) return null;
        return new PurgeNote(string.Join('.', parts[1..^1]), value, hash);
    }
}
