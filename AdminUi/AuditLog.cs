using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Internal;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.AdminUi.Actions;
using VoicemailOrleans.AdminUi.Bulk;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi;

/// <summary>
/// Who did what with whose message: in the audit trail, and as log lines of the category
/// <c>VoicemailOrleans.AdminUi.AuditLog</c>. A page refreshes itself and a player asks for one recording in many
/// ranges, so reading, listening and searching are noted once per person (and voicemail) until
/// <see cref="SameReading"/> passes without; everything else always. Actions are on disk before their answer; reading,
/// and what strangers can cause, need not be. A trail that cannot be written does not stop the work: the log line is
/// there, and one that says so. Never holds what was said.
/// </summary>
internal sealed partial class AuditLog(IAuditTrail trail, TimeProvider clock, ILogger<AuditLog> logger) : IDisposable
{
    private const string List = "the list";
    private const string Parts = "parts of transcripts were shown";
    private const int TextLengthMax = 500;
    private const int AddressesMax = 20;
    private const int ResendLengthMax = AddressesMax * 256 + 100; // RFC 5321, section 4.5.3.1.3

    private static readonly TimeSpan SameReading = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan SameSignIn = TimeSpan.FromDays(1);

    private readonly MemoryCache recent = new(new MemoryCacheOptions { SizeLimit = 10_000, Clock = new Now(clock) });

    public void Read(HttpContext context, CorrelationId id) => Once(context, "read", id, 0);

    public void Listened(HttpContext context, CorrelationId id, int recording) =>
        Once(context, "listen", id, recording);

    /// <summary>
    /// A search showed parts of transcripts. What was looked for can be what somebody said: it stays out.
    /// </summary>
    public void Searched(HttpContext context)
    {
        var by = Actor.Of(context);
        if (!IsNew((by.Name, "search", "", 0), SameReading, isSliding: true)) return;
        LogSetting("search", Parts, List, by.Name, by.Client);
        Keep(by, "search", Parts, List, null, isDurable: false);
    }

    public void Downloaded(HttpContext context, CorrelationId id, string what, string? why = null) =>
        Action("download", what, id, Actor.Of(context), why);

    /// <summary>To whom a mail went belongs into the trail; the log line has only how many.</summary>
    public void Resent(HttpContext context, CorrelationId id, IReadOnlyList<string>? others, string outcome)
    {
        var by = Actor.Of(context);
        var to = others switch
        {
            null => "original recipients",
            [_] => "1 other address",
            _ => $"{others.Count} other addresses",
        };
        LogAction("resend", $"{to}: {outcome}", id, by.Name, by.Client);
        var named = others is null ? to : $"{to} ({Named(others)})";
        Keep(by, "resend", $"{named}: {outcome}", id.Value, null, isDurable: true, ResendLengthMax);
    }

    public void Acted(Actor by, CorrelationId id, ActionOrder order, string outcome) =>
        Action(order.Name, What(order, outcome), id, by, order.Why);

    public void BulkStarted(Actor by, BulkJob job) => Bulk("started", job, by);

    public void BulkStopped(Actor by, BulkJob job) => Bulk("stopped", job, by);

    public void BulkContinued(Actor by, BulkJob job) => Bulk("continued", job, by);

    // How the list was narrowed, not what was looked for: that can be what somebody said.
    public void Exported(HttpContext context, int voicemails, string narrowedBy) =>
        Setting(
            "export", $"{voicemails} voicemails, narrowed by {(narrowedBy.Length > 0 ? narrowedBy : "nothing")}",
            List, context);

    public void Corrected(
        HttpContext context, CorrelationId id, int recording, bool isMailed, string? why, string outcome)
    {
        var what = $"recording {recording}{(isMailed ? ", mailed" : "")}: {outcome}";
        Action("correct", what, id, Actor.Of(context), why);
    }

    public void SignedIn(HttpContext context, string user, string how = "password") =>
        Login("sign-in", Actor.Of(context) with { Name = user }, how, isDurable: true);

    /// <summary>The proxy names people in each request: noted once a day for each address.</summary>
    public void SignedInByProxy(HttpContext context, string user)
    {
        if (IsNew((user, "sign-in", Actor.Of(context).Client, 0), SameSignIn, isSliding: false))
            SignedIn(context, user, "proxy");
    }

    public void SignedOut(HttpContext context) =>
        Login("sign-out", Actor.Of(context), null, isDurable: true);

    // The name that was typed stays out: people type their password there.
    public void SignInRefused(HttpContext context)
    {
        var stranger = Actor.Of(context) with { Name = "unknown" };
        LogLoginRefused(stranger.Client);
        Keep(stranger, "sign-in-refused", null, null, null, isDurable: false);
    }

    public void SignInRefused(HttpContext context, string user, string why) =>
        Login("sign-in-refused", Actor.Of(context) with { Name = user }, why, isDurable: false);

    public void UserAdded(HttpContext context, string user, string role, string? why = null) =>
        Setting("user-add", role, user, context, why);

    public void UserChanged(HttpContext context, string user, string change, string? why = null) =>
        Setting("user-change", change, user, context, why);

    public void UserRemoved(HttpContext context, string user, string? why = null) =>
        Setting("user-remove", "removed", user, context, why);

    public void PasswordReset(HttpContext context, string user, string? why = null) =>
        Setting("password-reset", "temporary password", user, context, why);

    public void PasswordChanged(HttpContext context) =>
        Setting("password-change", "own password", Actor.Of(context).Name, context);

    public void RulesChanged(HttpContext context, RuleKind kind, string what, string why) =>
        Setting("rules-change", what, kind.FileName(), context, why.Length > 0 ? why : null);

    public void RulesDownloaded(HttpContext context, RuleKind kind) =>
        Setting("rules-download", "the file", kind.FileName(), context);

    public void AuditExported(HttpContext context, string filter) =>
        Setting("audit-export", filter, "audit log", context);

    public void Dispose() => recent.Dispose();

    private static string What(ActionOrder order, string outcome) =>
        $"{(order.AtOnce ? "at once, " : order.Engine is { } engine ? $"by {engine}, " : "")}{outcome}";

    private void Bulk(string change, BulkJob job, Actor by)
    {
        var what = $"{job.Order.Name}: {What(job.Order, $"{job.Voicemails.Count} voicemails")}";
        Setting($"bulk-{change}", what, job.Id, by, job.Order.Why);
    }

    private void Once(HttpContext context, string action, CorrelationId id, int recording)
    {
        var by = Actor.Of(context);
        if (!IsNew((by.Name, action, id.Value, recording), SameReading, isSliding: true)) return;
        var what = recording == 0 ? "page" : $"recording {recording}";
        LogAction(action, what, id, by.Name, by.Client);
        Keep(by, action, what, id.Value, null, isDurable: false);
    }

    /// <summary>Something done to a voicemail.</summary>
    private void Action(string action, string what, CorrelationId id, Actor by, string? why = null)
    {
        LogAction(action, what, id, by.Name, by.Client);
        Keep(by, action, what, id.Value, why, isDurable: true);
    }

    /// <summary>Something done to a user, or to anything else that has a name.</summary>
    private void Setting(string action, string what, string name, HttpContext context, string? why = null) =>
        Setting(action, what, name, Actor.Of(context), why);

    private void Setting(string action, string what, string name, Actor by, string? why)
    {
        LogSetting(action, what, name, by.Name, by.Client);
        Keep(by, action, what, name, why, isDurable: true);
    }

    private void Login(string action, Actor by, string? what, bool isDurable)
    {
        LogLogin(action, by.Name, by.Client);
        Keep(by, action, what, null, null, isDurable);
    }

    /// <summary>
    /// Whether it did not happen in the period before now; sliding, each time counts and not only the first.
    /// </summary>
    private bool IsNew((string, string, string, int) key, TimeSpan period, bool isSliding)
    {
        if (recent.TryGetValue(key, out _)) return false;
        var kept = new MemoryCacheEntryOptions { Size = 1 };
        if (isSliding) kept.SlidingExpiration = period;
        else kept.AbsoluteExpirationRelativeToNow = period;
        recent.Set(key, true, kept);
        return true;
    }

    private void Keep(
        Actor by, string action, string? what, string? name, string? why, bool isDurable,
        int whatLengthMax = TextLengthMax)
    {
        try
        {
            var now = clock.GetUtcNow();
            trail.Append(
                new AuditEntry(
                    now, Cut(by.Name)!, by.Client, action, Cut(what, whatLengthMax), Cut(name), Cut(why)),
                isDurable);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotKept(action, e);
        }
    }

    private static string Named(IReadOnlyList<string> addresses) =>
        string.Join(", ", addresses.Take(AddressesMax)) + (addresses.Count > AddressesMax ? ", …" : "");

    private static string? Cut(string? text, int lengthMax = TextLengthMax) =>
        text?.Length > lengthMax ? text[..lengthMax] : text;

    [LoggerMessage(1, LogLevel.Information, "Audit: {Action} ({What}) of {CorrelationId} by {User} from {Client}")]
    private partial void LogAction(string action, string what, CorrelationId correlationId, string user, string client);

    [LoggerMessage(2, LogLevel.Information, "Audit: {Action} of {User} from {Client}")]
    private partial void LogLogin(string action, string user, string client);

    [LoggerMessage(3, LogLevel.Warning, "Audit: sign-in refused from {Client}")]
    private partial void LogLoginRefused(string client);

    [LoggerMessage(4, LogLevel.Information, "Audit: {Action} ({What}) of {Subject} by {User} from {Client}")]
    private partial void LogSetting(string action, string what, string subject, string user, string client);

    [LoggerMessage(5, LogLevel.Critical, "The audit log cannot be written: {Action} is only in this log")]
    private partial void LogNotKept(string action, Exception error);

    private sealed class Now(TimeProvider clock) : ISystemClock
    {
        public DateTimeOffset UtcNow => clock.GetUtcNow();
    }
}
