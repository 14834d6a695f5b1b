using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Core.Mail.Profiles;

namespace VoicemailOrleans.AdminUi.Teaching;

/// <summary>
/// A mail to teach from: the texts of it that profiles look at. It travels in a hidden field of the form, so that the
/// mail itself, which may be large, is read once and kept nowhere.
/// </summary>
public static class Sample
{
    /// <summary>Octets of a mail that somebody pastes or chooses.</summary>
    public const int BytesMax = 5_000_000;

    private const int FieldLengthMax = 100_000;

    /// <summary>Reads a mail as it was pasted, or as its file has it; null for what is no mail.</summary>
    public static CallerTexts? OfMail(ReadOnlySpan<byte> octets)
    {
        var texts = Of(ReadMail(octets), null);
        return texts.Subject is null && texts.From is null ? null : texts;
    }

    /// <summary>A mail as it was pasted, or as its file has it: with whatever line ends.</summary>
    public static MimeMessage ReadMail(ReadOnlySpan<byte> octets)
    {
        // Not ReplaceLineEndings: an octet of a UTF-8 character may look like one.
        var text = Encoding.Latin1.GetString(octets).TrimStart()
            .Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
        return MimeReader.Read(Encoding.Latin1.GetBytes(text));
    }

    /// <summary>The texts of a mail.</summary>
    public static CallerTexts Of(MimeMessage message, string? sender) =>
        CallerTexts.Of(message, RecordingFinder.Find(message).FirstOrDefault(), sender);

    /// <summary>For the hidden field.</summary>
    public static string Write(CallerTexts texts) =>
        JsonSerializer.Serialize(texts, SampleJson.Default.CallerTexts);

    /// <summary>From the hidden field; null when there is none, or somebody meddled with it.</summary>
    public static CallerTexts? Read(string? field)
    {
        if (string.IsNullOrEmpty(field) || field.Length > FieldLengthMax) return null;
        try
        {
            return JsonSerializer.Deserialize(field, SampleJson.Default.CallerTexts) is { Lines: { } lines } texts
                ? texts with
                {
                    From = texts.From is { Address: not null } from ? from : null,
                    Lines = [.. lines.OfType<string>().Take(CallerTexts.LinesMax)],
                }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The form of the hidden field.</summary>
[JsonSerializable(typeof(CallerTexts))]
internal sealed partial class SampleJson : JsonSerializerContext;
