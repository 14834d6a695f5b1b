namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>What kind of mail a message is, as far as changing it goes.</summary>
public enum MailKind
{
    /// <summary>Carries a recording and may be changed.</summary>
    Voicemail,

    /// <summary>Carries no recording.</summary>
    NoRecording,

    /// <summary>Signed as a whole.</summary>
    Signed,

    /// <summary>Encrypted as a whole.</summary>
    Encrypted,

    /// <summary>Carries a field of ours already.</summary>
    AlreadyEnhanced,

    /// <summary>Written by a machine for a machine, or to a list.</summary>
    Automatic,

    /// <summary>Beyond the limits of the reader.</summary>
    TooComplex,
}
