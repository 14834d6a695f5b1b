using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.AdminUi.Actions;
using VoicemailOrleans.AdminUi.Bulk;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.AdminUi;

/// <summary>
/// Who did what with whose message, as log lines of the category <c>VoicemailOrleans.AdminUi.AuditLog</c>. A page
/// refreshes itself and a player asks for one recording in many ranges, so reading and listening are noted once per
/// person and voicemail within <see cref="SameReading"/>; downloads and resends always. Never holds what was said.
/// </summary>
internal sealed partial class AuditLog(ILogger<AuditLog> logger) : IDisposable
{
    private static readonly TimeSpan SameReading = TimeSpan.FromMinutes(5);

    private readonly MemoryCache recent = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    public void Read(HttpContext context, CorrelationId id) => Once(context, "read", id, 0);

    public void Listened(HttpContext context, CorrelationId id, int recording) =>
        Once(context, "listen", id, recording);

    public void Downloaded(HttpContext context, CorrelationId id, string what) =>
        Action("download", what, id, Who(context), From(context));

    public void Resent(HttpContext context, CorrelationId id, int others, string outcome)
    {
        var to = others == 0 ? "original recipients" : $"{others} other addresses";
        Action("resend", $"{to}: {outcome}", id, Who(context), From(context));
    }

    public void Acted(Actor by, CorrelationId id, ActionOrder order, string outcome) =>
        Action(order.Name, What(order, outcome), id, by.Name, by.Client);

    public void BulkStarted(Actor by, BulkJob job) => Bulk("started", job, by);

    public void BulkStopped(Actor by, BulkJob job) => Bulk("stopped", job, by);

    public void BulkContinued(Actor by, BulkJob job) => Bulk("continued", job, by);

    // How the list was narrowed, not what was looked for: that can be what somebody said.
    public void Exported(HttpContext context, int voicemails, string narrowedBy) =>
        OnList("export", voicemails, narrowedBy.Length > 0 ? narrowedBy : "nothing", Who(context), From(context));

    /// <summary>The reason is in the state beside the correction; a log line must not hold what was said.</summary>
    public void Corrected(
        HttpContext context, CorrelationId id, int recording, bool isMailed, string? why, string outcome)
    {
        var how = (isMailed ? ", mailed" : "") + (why is null ? ", no reason given" : ", reason given");
        Action("correct", $"recording {recording}{how}: {outcome}", id, Who(context), From(context));
    }

    public void SignedIn(HttpContext context, string user) => Login("sign-in", user, From(context));

    public void SignedOut(HttpContext context) => Login("sign-out", Who(context), From(context));

    // The name that was typed stays out: people type their password there.
    public void SignInRefused(HttpContext context) => LoginRefused(From(context));

    public void SignInRefused(HttpContext context, string user) => Login("sign-in-refused", user, From(context));

    public void UserAdded(HttpContext context, string user, string role) => User(context, "user-add", user, role);

    public void UserChanged(HttpContext context, string user, string change) =>
        User(context, "user-change", user, change);

    public void UserRemoved(HttpContext context, string user) => User(context, "user-remove", user, "removed");

    public void PasswordReset(HttpContext context, string user) =>
        User(context, "password-reset", user, "temporary password");

    public void PasswordChanged(HttpContext context) =>
        User(context, "password-change", Who(context), "own password");

    public void Dispose() => recent.Dispose();

    private static string Who(HttpContext context) => context.User.Identity?.Name ?? "nobody";

    private static string From(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    private static string What(ActionOrder order, string outcome)
    {
        var how = order.AtOnce ? "at once, " : order.Name == "transcribe" ? $"by {order.Engine ?? "any engine"}, " : "";
        return $"{how}{outcome}{(order.Why is { } why ? $", because: {why}" : "")}";
    }

    private void Bulk(string change, BulkJob job, Actor by) =>
        Bulk(job.Id, change, job.Order.Name, What(job.Order, $"{job.Voicemails.Count} voicemails"), by.Name, by.Client);

    private void User(HttpContext context, string action, string user, string what) =>
        UserAction(action, what, user, Who(context), From(context));

    private void Once(HttpContext context, string action, CorrelationId id, int recording)
    {
        var key = (Who(context), action, id, recording);
        if (recent.TryGetValue(key, out _)) return;
        recent.Set(key, true, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = SameReading, Size = 1 });
        Action(action, recording == 0 ? "page" : $"recording {recording}", id, Who(context), From(context));
    }

    [LoggerMessage(1, LogLevel.Information, "Audit: {Action} ({What}) of {CorrelationId} by {User} from {Client}")]
    private partial void Action(string action, string what, CorrelationId correlationId, string user, string client);

    [LoggerMessage(4, LogLevel.Information,
        "Audit: bulk job {Job} {Change}: {Action} ({What}) by {User} from {Client}")]
    private partial void Bulk(string job, string change, string action, string what, string user, string client);

    [LoggerMessage(5, LogLevel.Information,
        "Audit: {Action} of {Voicemails} voicemails (narrowed by {NarrowedBy}) by {User} from {Client}")]
    private partial void OnList(string action, int voicemails, string narrowedBy, string user, string client);

    [LoggerMessage(2, LogLevel.Information, "Audit: {Action} of {User} from {Client}")]
    private partial void Login(string action, string user, string client);

    [LoggerMessage(4, LogLevel.Information, "Audit: {Action} ({What}) of user {Subject} by {User} from {Client}")]
    private partial void UserAction(string action, string what, string subject, string user, string client);

    [LoggerMessage(3, LogLevel.Warning, "Audit: sign-in refused from {Client}")]
    private partial void LoginRefused(string client);
}
