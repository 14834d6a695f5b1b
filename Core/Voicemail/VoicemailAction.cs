using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Core.Voicemail;

/// <summary>
/// What a person may have done to a voicemail. Each is safe to ask for twice: the second time it is so already.
/// </summary>
public abstract record VoicemailAction
{
    /// <summary>The mail is sent again, to its original recipients.</summary>
    public sealed record Resend : VoicemailAction;

    /// <summary>
    /// It is sent at once: without waiting for its transcripts, or for the next try after a passing failure.
    /// </summary>
    public sealed record Deliver : VoicemailAction;

    /// <summary>Its recordings are transcribed again.</summary>
    /// <param name="Engine">The only engine to ask, by its name; null for the engines in their usual order.</param>
    /// <param name="Language">See <see cref="LanguageTags"/>; null for the site's languages.</param>
    /// <param name="IsMailed">Who got the mail without the transcript shall have it sent when there is one.</param>
    public sealed record Transcribe(string? Engine, string? Language, bool IsMailed = true) : VoicemailAction;

    /// <summary>It is kept, whatever the retention, until it is released.</summary>
    /// <param name="Why">The reason.</param>
    public sealed record Hold(string Why) : VoicemailAction;

    /// <summary>Its retention goes on.</summary>
    public sealed record Release : VoicemailAction;

    /// <summary>It is hidden, and purged when the time to restore it is over.</summary>
    /// <param name="Why">The reason.</param>
    /// <param name="AtOnce">It is purged now: nothing can bring it back.</param>
    public sealed record Delete(string Why, bool AtOnce) : VoicemailAction;

    /// <summary>A deletion is taken back.</summary>
    public sealed record Restore : VoicemailAction;
}
