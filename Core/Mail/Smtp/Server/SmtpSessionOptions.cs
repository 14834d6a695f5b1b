namespace VoicemailOrleans.Core.Mail.Smtp.Server;

/// <summary>What a session offers, demands and limits. Every limit is checked before anything is parsed.</summary>
public sealed class SmtpSessionOptions
{
    private HelloReplies? hello;

    /// <summary>The name in greeting, EHLO reply and Received field. Default <c>localhost</c>.</summary>
    public string HostName { get; init; } = "localhost";

    /// <summary>
    /// Octets of one message. Default 150 MB: an hour of PCM16 is 79 MB in base64, and a 552 makes a PBX drop the
    /// voicemail. Advertised by SIZE (RFC 1870).
    /// </summary>
    public long MessageBytesMax { get; init; } = 150_000_000;

    /// <summary>
    /// Recipients of one message. Default 1000 (Postfix smtpd_recipient_limit; RFC 5321 4.5.3.1.8 asks for 100).
    /// </summary>
    public int RecipientsMax { get; init; } = 1000;

    /// <summary>
    /// Octets of one command line with its CRLF. Default 12,320: the 12,288 of an AUTH response (RFC 4954 4) and its
    /// verb; RFC 5321 4.5.3.1.4 asks for 512.
    /// </summary>
    public int CommandLineBytesMax { get; init; } = 12_320;

    /// <summary>
    /// Wrong commands in a session since its last accepted message. Default 20 (Postfix smtpd_hard_error_limit).
    /// </summary>
    public int ErrorsMax { get; init; } = 20;

    /// <summary>
    /// Failed AUTH commands in a session. Default 3 (OpenSSH MaxAuthTries is 6, a person types; a PBX does not).
    /// </summary>
    public int AuthFailuresMax { get; init; } = 3;

    /// <summary>Received fields that are a mail loop when exceeded. Default 100 (RFC 5321 6.3).</summary>
    public int ReceivedFieldsMax { get; init; } = 100;

    /// <summary>
    /// Take bare LF in content and store it as CRLF, as some PBXs send it; otherwise such a message gets 554 5.6.0.
    /// Never the end of the data either way. Default true.
    /// </summary>
    public bool AcceptBareLineFeeds { get; init; } = true;

    /// <summary>MAIL only inside TLS, otherwise 530 5.7.0. Default false.</summary>
    public bool TlsRequired { get; init; }

    /// <summary>MAIL only after AUTH, otherwise 530 5.7.0. Default false.</summary>
    public bool AuthRequired { get; init; }

    /// <summary>
    /// AUTH is also offered in clear text. Default false (RFC 4954 4: a password in clear is a password lost).
    /// </summary>
    public bool AllowAuthWithoutTls { get; init; }

    /// <summary>User and password of AUTH; null offers no AUTH. Default null.</summary>
    public SmtpCredential? Credential { get; init; }

    /// <summary>
    /// Domains whose recipients are taken; a leading dot takes the subdomains. Empty takes every
    /// domain. Default empty: the smarthost decides.
    /// </summary>
    public IReadOnlyList<string> RelayDomains { get; init; } = [];

    /// <summary>Made at first use, when all properties are set; making it twice in a race is harmless.</summary>
    internal HelloReplies Hello => hello ??= new HelloReplies(this);
}
