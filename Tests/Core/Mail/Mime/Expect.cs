namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>What must become of a message, with the letter that says so in rows.md.</summary>
internal enum Expect
{
    /// <summary>T: the transcript goes into the text that is there, and HTML beside it.</summary>
    Text,

    /// <summary>B: the text stays as it is, ours goes beside it.</summary>
    Beside,

    /// <summary>A: a text of ours is added as a part.</summary>
    Added,

    /// <summary>W: the message becomes a part of one of ours.</summary>
    Wrapped,

    /// <summary>I: only trace fields on top.</summary>
    Untouched,
}
