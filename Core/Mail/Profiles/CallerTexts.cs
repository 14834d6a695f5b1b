using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Core.Mail.Profiles;

/// <summary>The texts of a mail in which caller and mailbox may stand, all decoded and bounded.</summary>
public sealed record CallerTexts
{
    /// <summary>Lines looked at: those that name the caller stand at the top.</summary>
    public const int LinesMax = 40;

    /// <summary>Longer lines are not looked at.</summary>
    public const int LineLengthMax = 200;

    private const int BytesMax = 8192;

    /// <summary>The Subject.</summary>
    public string? Subject { get; init; }

    /// <summary>The From address.</summary>
    public AddressText? From { get; init; }

    /// <summary>The sender's address in the envelope; null or empty when there is none.</summary>
    public string? Sender { get; init; }

    /// <summary>The first lines of the text, without white space at their ends.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>The first recording's file name.</summary>
    public string? FileName { get; init; }

    /// <summary>Reads them.</summary>
    /// <param name="message">The mail.</param>
    /// <param name="recording">Its first recording; null when it has none.</param>
    /// <param name="sender">The sender's address in the envelope.</param>
    public static CallerTexts Of(MimeMessage message, MimePart? recording, string? sender)
    {
        return new CallerTexts
        {
            Subject = message.Root.Text("Subject"),
            From = message.Root.RawValue("From") is { } raw ? AddressText.Parse(raw) : null,
            Sender = sender,
            Lines = LinesOf(MainBody.Find(message.Root).Plain?.TextStart(BytesMax)),
            FileName = recording?.FileName,
        };
    }

    /// <summary>The lines of a text that are looked at.</summary>
    public static IReadOnlyList<string> LinesOf(string? body) =>
        [.. (body ?? "").Split('\n').Take(LinesMax).Select(line => line.Trim()).Where(line => line.Length > 0)];
}
