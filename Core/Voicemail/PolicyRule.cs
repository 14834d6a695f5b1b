using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Core.Voicemail;

/// <summary>What an administrator decided about some voicemails. Null says nothing: then later rules decide.</summary>
public sealed record PolicyRule
{
    /// <summary>What it is called; each has its own.</summary>
    public required string Name { get; init; }

    /// <summary>Addresses and <c>@domains</c>, with <c>*</c> for anything; empty for no such condition.</summary>
    public IReadOnlyList<string> Recipients { get; init; } = [];

    /// <summary>Mailboxes, with <c>*</c> for anything; empty for no such condition.</summary>
    public IReadOnlyList<string> Mailboxes { get; init; } = [];

    /// <summary>Who may hear the recordings to transcribe them.</summary>
    public EngineChoice? Engines { get; init; }

    /// <summary>The languages to recognise, see <see cref="LanguageTags"/>.</summary>
    public string? Language { get; init; }

    /// <summary>How long after receipt the mail waits for its transcripts.</summary>
    public TimeSpan? DeliverBy { get; init; }

    /// <summary>A transcript that comes after the mail is sent after it.</summary>
    public bool? LateTranscript { get; init; }

    /// <summary>A transcript below this confidence is hidden from the mail; from 0 to 1.</summary>
    public double? ConfidenceMin { get; init; }

    /// <summary>What is left out of transcripts.</summary>
    public RedactionLevel? Redaction { get; init; }

    /// <summary>Whether swear words are masked.</summary>
    public bool? MaskProfanity { get; init; }

    /// <summary>Stands before the subject of the mail; empty for nothing.</summary>
    public string? SubjectTag { get; init; }

    /// <summary>Header fields that are taken out of the mail, of <see cref="RemovableHeaders"/>.</summary>
    public IReadOnlyList<string>? RemovedHeaders { get; init; }

    /// <summary>How long a closed message is kept.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>The roles that may hear recordings and read transcripts.</summary>
    public IReadOnlyList<string>? Listen { get; init; }

    /// <summary>It has no condition.</summary>
    public bool IsForEverybody => Recipients.Count == 0 && Mailboxes.Count == 0;

    /// <summary>Whether it is about a voicemail: its mailbox or one of its recipients is named.</summary>
    public bool AppliesTo(IReadOnlyList<string> recipients, string? mailbox) =>
        IsForEverybody
        || Recipients.Any(pattern => recipients.Any(address => PolicyPattern.IsAddress(pattern, address)))
        || (mailbox is not null && Mailboxes.Any(pattern => PolicyPattern.Matches(pattern, mailbox.Trim())));
}

/// <summary>Who may hear recordings to transcribe them.</summary>
public enum EngineChoice
{
    /// <summary>Nobody: they are not transcribed.</summary>
    Off,

    /// <summary>Only engines on the premises.</summary>
    OnPremises,

    /// <summary>Every engine that is set up.</summary>
    Any,
}
