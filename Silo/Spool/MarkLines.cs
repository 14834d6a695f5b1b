using System.Text.Json;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// The lines of a <c>.delivered</c> file, as <see cref="SpoolJson"/> writes them. What a line is follows from its first
/// name; a line that is none of ours was torn by a crash while it was written, and says nothing.
/// </summary>
internal static class MarkLines
{
    private const string ClosedStart = "{\"closedAs\":";

    /// <summary>Reads the lines of a file.</summary>
    public static SpoolMarks Read(IEnumerable<string> lines)
    {
        List<DeliveredMark> delivered = [];
        ClosedMark? closed = null;
        foreach (var line in lines)
        {
            try
            {
                if (line.StartsWith(ClosedStart, StringComparison.Ordinal))
                    closed = JsonSerializer.Deserialize(line, SpoolJson.Default.ClosedMark) ?? closed;
                else if (line.Length > 0 && Delivered(line) is { } mark)
                    delivered.Add(mark);
            }
            catch (JsonException)
            {
                // torn
            }
        }

        return new SpoolMarks(delivered, closed);
    }

    private static DeliveredMark? Delivered(string line) =>
        JsonSerializer.Deserialize(line, SpoolJson.Default.DeliveredMark);
}
