namespace VoicemailOrleans.Grains;

/// <summary>The files that administrators keep, below the storage folder.</summary>
public enum RuleKind
{
    /// <summary>What is done with whose voicemails: <c>policies.json</c>.</summary>
    Policies,

    /// <summary>How to read caller and mailbox out of a PBX's mail: <c>profiles.json</c>.</summary>
    Profiles,

    /// <summary>Names, numbers and mailboxes of people: <c>directory.csv</c>.</summary>
    Directory,
}

/// <summary>
/// The files that administrators keep. Whatever is written here is in effect in every process within seconds, and so is
/// what somebody writes into a file by hand. Each change keeps the text it replaced.
/// </summary>
public interface IRuleFiles
{
    /// <summary>A file as it is now.</summary>
    RuleText Read(RuleKind kind);

    /// <summary>When a file was last written, by whomever; null when there is none.</summary>
    DateTimeOffset? WrittenAt(RuleKind kind);

    /// <summary>The changes made through <see cref="Change"/>, newest first; of very many, the newest.</summary>
    IReadOnlyList<RuleChange> Changes(RuleKind kind);

    /// <summary>The text that a change replaced; null when that change is not known (any more).</summary>
    string? TextBefore(RuleKind kind, int change);

    /// <summary>Replaces a file.</summary>
    /// <returns>What is wrong, a sentence each; then nothing was changed. Empty when it was changed.</returns>
    IReadOnlyList<string> Change(RuleKind kind, RuleEdit edit);
}

/// <summary>A file at one moment.</summary>
/// <param name="Text">Empty when there is no file.</param>
/// <param name="Version">Names this state of the file, for <see cref="RuleEdit.BasedOn"/>.</param>
/// <param name="Problems">
/// Why it is not in effect, a sentence each: somebody wrote it by hand. The rules before it go on then.
/// </param>
public sealed record RuleText(string Text, string Version, IReadOnlyList<string> Problems);

/// <summary>A text to replace a file's.</summary>
/// <param name="Text">The new text.</param>
/// <param name="BasedOn">The state the editor saw; when the file is in another one by now, nothing is changed.</param>
/// <param name="By">Who.</param>
/// <param name="Why">What was changed and why, or empty.</param>
public sealed record RuleEdit(string Text, string BasedOn, string By, string Why);

/// <summary>A change that was made.</summary>
/// <param name="Number">From 1, for each file.</param>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Why">What was changed and why, or empty.</param>
public sealed record RuleChange(int Number, DateTimeOffset At, string By, string Why);
