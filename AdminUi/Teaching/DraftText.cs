using VoicemailOrleans.Core.Mail.Profiles;

namespace VoicemailOrleans.AdminUi.Teaching;

/// <summary>A draft as the form has it: one pattern a line.</summary>
public sealed record DraftText(
    string Name, string From, string Subject, string Body, string FileName, string Withheld)
{
    /// <summary>For the form.</summary>
    public static DraftText Of(ProfileDraft draft) => new(
        draft.Name, draft.From, Join(draft.Subject), Join(draft.Body), Join(draft.FileName), Join(draft.Withheld));

    /// <summary>Nobody has written anything.</summary>
    public bool IsEmpty => string.IsNullOrWhiteSpace($"{Name}{From}{Subject}{Body}{FileName}{Withheld}");

    /// <summary>From the form.</summary>
    public ProfileDraft ToDraft() => new()
    {
        Name = Name.Trim(),
        From = From.Trim(),
        Subject = Lines(Subject),
        Body = Lines(Body),
        FileName = Lines(FileName),
        Withheld = Lines(Withheld),
    };

    private static string Join(IEnumerable<string> lines) => string.Join('\n', lines);

    private static string[] Lines(string text) =>
        text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
