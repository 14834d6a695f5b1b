using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Core.Mail.Profiles;

/// <summary>Where in a mail something stands.</summary>
public enum FactPlace
{
    /// <summary>The Subject.</summary>
    Subject,

    /// <summary>A line of the text.</summary>
    Body,

    /// <summary>The From field.</summary>
    From,

    /// <summary>The file name of the recording.</summary>
    FileName,
}

/// <summary>Where a fact was read.</summary>
/// <param name="Profile">The profile; null for the built-in one.</param>
/// <param name="Place">The part of the mail.</param>
/// <param name="Pattern">The pattern; null for a built-in one.</param>
/// <param name="Text">The text that matched.</param>
public sealed record FactOrigin(string? Profile, FactPlace Place, string? Pattern, string Text);

/// <summary>Who called whom, and where that stands.</summary>
/// <param name="Facts">What was read.</param>
/// <param name="Name">Where the name stands; null without one.</param>
/// <param name="Number">Where the number stands; null without one.</param>
/// <param name="Mailbox">Where the mailbox stands; null without one.</param>
/// <param name="Withheld">Where it says that the caller did not want to be known; null when it does not.</param>
public sealed record CallerReading(
    CallerFacts Facts, FactOrigin? Name, FactOrigin? Number, FactOrigin? Mailbox, FactOrigin? Withheld);
