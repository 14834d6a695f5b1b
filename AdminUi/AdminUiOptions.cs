using System.Net;
using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.AdminUi.Login.Oidc;
using VoicemailOrleans.AdminUi.Login.Proxy;
using VoicemailOrleans.AdminUi.Operations;
using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.AdminUi;

/// <summary>The settings of the admin UI.</summary>
public sealed class AdminUiOptions
{
    /// <summary>
    /// The folder of this node's (or the shared) storage: <c>users.json</c>, <c>signins/</c> and <c>keys/</c> live in
    /// it. Default: <c>./data</c>.
    /// </summary>
    public string StoragePath { get; set; } = "./data";

    /// <summary>
    /// A sign-in ends after this much time without a request. Default: 12 hours, a working day with its evening.
    /// </summary>
    public TimeSpan SessionIdleMax { get; set; } = TimeSpan.FromHours(12);

    /// <summary>
    /// A sign-in ends after this much time, whatever is done. Default: 24 hours (NIST SP 800-63B-4, section 2.2.3).
    /// </summary>
    public TimeSpan SessionMax { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Whether people may sign in with a password of this service. Default: true.</summary>
    public bool HasLocalLogin { get; set; } = true;

    /// <summary>Whether there is a way to sign in here, beside what a proxy says.</summary>
    internal bool HasLogin => HasLocalLogin || Oidc is not null;

    /// <summary>The OpenID Connect provider to sign in with. Default: none.</summary>
    public OidcOptions? Oidc { get; set; }

    /// <summary>The reverse proxy that signs people in. Default: none.</summary>
    public ProxyOptions? Proxy { get; set; }

    /// <summary>The roles of those whom the provider or the proxy vouches for. Default: nobody has one.</summary>
    public Groups Groups { get; set; } = new();

    /// <summary>
    /// The reverse proxies in front. X-Forwarded-For, -Proto and -Host are believed when the connection comes from one
    /// of them; anybody else could claim to be anybody. Default: none.
    /// </summary>
    public IReadOnlyList<IPNetwork> ForwardingProxies { get; set; } = [];

    /// <summary>
    /// Domains that a voicemail may be resent to, lower case; the original recipients are always allowed.
    /// Default: empty, any domain (as SMTP_RELAY_DOMAINS).
    /// </summary>
    public IReadOnlyList<string> ResendDomains { get; set; } = [];

    /// <summary>
    /// Addresses one resend may name. Default: 20; a hundred is what RFC 5321, section 4.5.3.1.8 asks of servers, and
    /// nobody at a helpdesk means more than a handful.
    /// </summary>
    public int ResendRecipientsMax { get; set; } = 20;

    /// <summary>
    /// The speech engines that somebody may choose from to transcribe again, in their usual order. Default: none.
    /// </summary>
    public IReadOnlyList<string> SpeechEngines { get; set; } = [];

    /// <summary>What a minute of audio costs at Google. Default: the list price.</summary>
    public SpeechPrice GooglePrice { get; set; } = SpeechPrice.Google;

    /// <summary>
    /// The languages that recordings are usually transcribed in, see <see cref="LanguageTags"/>. Default:
    /// <c>en-US</c>.
    /// </summary>
    public string SpeechLanguage { get; set; } = "en-US";

    /// <summary>How long a deleted voicemail can be restored, for the words about it. Default: 7 days.</summary>
    public TimeSpan UndoTime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Voicemails on one page of the list. Default: 50, as in Mailpit.</summary>
    public int PageSize { get; set; } = 50;

    /// <summary>
    /// Octets of decoded recordings kept in memory, so that seeking does not decode again. Default: 64 MiB, the longest
    /// recording an IP Office sends (an hour of 16-bit sound at 8 kHz is 58 MB).
    /// </summary>
    public long RecordingCacheBytesMax { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// The shortest time between two announcements to one browser. Default: 1 second; a busy silo changes hundreds of
    /// voicemails a second, and each announcement is one page to render.
    /// </summary>
    public TimeSpan AnnouncementInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often the operations page shows news. Default: 5 seconds, as often as processes report.
    /// </summary>
    public TimeSpan OperationsInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Told the user name and password of the first user when it was created, once, at the first start. Default:
    /// nobody, and then no first user is created.
    /// </summary>
    public Action<string, string>? FirstPassword { get; set; }
}
