namespace VoicemailOrleans.AdminUi.Content;

/// <summary>Which of the two mails of a voicemail.</summary>
public enum MailSide
{
    /// <summary>As the PBX sent it.</summary>
    Received,

    /// <summary>As the recipients get it.</summary>
    Sent,
}

/// <summary>The names of the mails in addresses.</summary>
internal static class MailSides
{
    public static readonly MailSide[] All = [MailSide.Received, MailSide.Sent];

    public static string Slug(this MailSide side) => side == MailSide.Received ? "received" : "sent";
}
