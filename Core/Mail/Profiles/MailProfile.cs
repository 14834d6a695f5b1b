namespace VoicemailOrleans.Core.Mail.Profiles;

/// <summary>How to read the mails of one PBX.</summary>
public sealed record MailProfile
{
    /// <summary>Its name; no other profile has it.</summary>
    public required string Name { get; init; }

    /// <summary>The address, or <c>@domain</c>, of the mails it is for; null for all.</summary>
    public string? From { get; init; }

    /// <summary>Patterns of the Subject.</summary>
    public IReadOnlyList<LinePattern> Subject { get; init; } = [];

    /// <summary>Patterns of a line of the text.</summary>
    public IReadOnlyList<LinePattern> Body { get; init; } = [];

    /// <summary>Patterns of the file name.</summary>
    public IReadOnlyList<LinePattern> FileName { get; init; } = [];

    /// <summary>What stands in place of a caller who does not want to be known.</summary>
    public IReadOnlyList<string> Withheld { get; init; } = [];

    /// <summary>Whether it is for a mail: by its From field, or by the sender in its envelope.</summary>
    public bool AppliesTo(CallerTexts texts) =>
        From is null || IsFrom(texts.From?.Address) || IsFrom(texts.Sender);

    /// <summary>Its texts, as people edit them.</summary>
    public ProfileDraft ToDraft() => new()
    {
        Name = Name,
        From = From ?? "",
        Subject = [.. Subject.Select(pattern => pattern.Text)],
        Body = [.. Body.Select(pattern => pattern.Text)],
        FileName = [.. FileName.Select(pattern => pattern.Text)],
        Withheld = Withheld,
    };

    private bool IsFrom(string? address) => address is not null && From!.StartsWith('@')
        ? address.EndsWith(From, StringComparison.OrdinalIgnoreCase)
        : string.Equals(address, From, StringComparison.OrdinalIgnoreCase);
}
