using System.Globalization;
using System.Text;
using System.Text.Json;

namespace VoicemailOrleans.Silo.Smarthost.Capture;

/// <summary>
/// The folder of captured mails: <c>&lt;n&gt;-&lt;correlation ID or Message-ID&gt;.eml</c> and an envelope of the same
/// name in JSON. The mail appears under its name only when it is complete.
/// </summary>
internal sealed class CaptureFolder
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    private readonly string directory;
    private int last;

    public CaptureFolder(string directory)
    {
        this.directory = directory;
        Directory.CreateDirectory(directory);
        last = Directory.EnumerateFiles(directory, "*.eml").Select(NumberOf).DefaultIfEmpty(0).Max();
    }

    public CapturedMail Keep(string reversePath, IReadOnlyList<string> recipients, ReadOnlyMemory<byte> content)
    {
        var number = Interlocked.Increment(ref last);
        var name = number.ToString("D5", CultureInfo.InvariantCulture) + "-" + NameOf(content.Span);
        var file = Path.Combine(directory, name + ".eml");
        var envelope = JsonSerializer.SerializeToUtf8Bytes(new { reversePath, recipients }, Json);
        File.WriteAllBytes(Path.Combine(directory, name + ".json"), envelope);
        File.WriteAllBytes(file + ".part", content.Span);
        File.Move(file + ".part", file);
        return new CapturedMail(number, reversePath, recipients, content, file);
    }

    private static int NumberOf(string file)
    {
        var name = Path.GetFileName(file);
        return int.TryParse(name.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
    }

    /// <summary>
    /// Only letters, digits and a few marks of what the mail calls itself: the name must not leave the folder.
    /// </summary>
    private static string NameOf(ReadOnlySpan<byte> content)
    {
        var end = content.IndexOf("\r\n\r\n"u8);
        var header = Encoding.Latin1.GetString(end < 0 ? content : content[..end]);
        var name = FieldOf(header, "X-Voicemail-Correlation-Id:") ?? FieldOf(header, "Message-ID:") ?? "";
        var safe = string.Concat(name.Where(IsSafe).Take(80)).Trim('.');
        return safe.Length > 0 ? safe : "mail";
    }

    private static bool IsSafe(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@';

    private static string? FieldOf(string header, string field) => header.Split("\r\n")
        .FirstOrDefault(line => line.StartsWith(field, StringComparison.OrdinalIgnoreCase))?[field.Length..].Trim();
}
