using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using VoicemailOrleans.AdminUi.Actions;
using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.AdminUi.Web;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.AdminUi.Bulk;

/// <summary>Where the forms of the bulk pages go, and the results as a file.</summary>
internal static class BulkEndpoints
{
    public static void MapBulk(this IEndpointRouteBuilder routes)
    {
        var forms = routes.MapGroup("/voicemails/bulk").RequireAuthorization(Permission.Resend)
            .WithMetadata(new RequireAntiforgeryTokenAttribute());
        forms.MapPost("/start", StartAsync);
        forms.MapPost("/{job}/stop", StopAsync);
        forms.MapPost("/{job}/continue", ContinueAsync);
        routes.MapGet("/voicemails/bulk/{job}/results.csv", Results).RequireAuthorization(Permission.Resend);
    }

    /// <summary>Whether somebody may have an action done.</summary>
    public static async Task<bool> MayAsync(
        this IAuthorizationService authorization, HttpContext context, string action) =>
        ActionKind.Find(action) is { } kind
        && (await authorization.AuthorizeAsync(context.User, kind.Permission)).Succeeded;

    /// <summary>
    /// Begins the job that somebody saw and confirmed. Its address has the selection; what came newly into it since is
    /// left out, and when there is more nevertheless, the person is asked again.
    /// </summary>
    private static async Task<IResult> StartAsync(
        HttpContext context, BulkSelection selection, BulkJobs jobs, Flash flash, AdminUiOptions options,
        IAuthorizationService authorization)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (order, problem) = ActionOrder.Read(form, options);
        if (order is not null && !await authorization.MayAsync(context, order.Name))
            return TypedResults.Forbid();
        CorrelationId? until = CorrelationId.TryParse(form["until"], out var newest) ? newest : null;
        var choice = await selection.ResolveAsync(context, until);
        var isAsShown = int.TryParse(form["count"], CultureInfo.InvariantCulture, out var shown)
            && choice.Voicemails.Count <= shown;
        problem ??= choice.Voicemails.Count == 0 ? "No voicemail is selected any more."
            : isAsShown ? null
            : "More voicemails match than before. Please look at them again.";
        if (problem is not null)
        {
            flash.Set(context, FlashTone.Error, problem);
            return TypedResults.LocalRedirect("/voicemails/bulk" + context.Request.QueryString);
        }

        var job = jobs.Start(order!, Actor.Of(context), choice.Voicemails);
        return TypedResults.LocalRedirect("/voicemails/bulk/" + job.Id);
    }

    private static async Task<IResult> StopAsync(
        HttpContext context, string job, BulkFiles files, AuditLog audit, IAuthorizationService authorization)
    {
        if (files.Read(job) is not { } found) return TypedResults.NotFound();
        if (!await authorization.MayAsync(context, found.Job.Order.Name)) return TypedResults.Forbid();
        if (found.Phase == BulkPhase.Working)
        {
            files.Stop(job);
            audit.BulkStopped(Actor.Of(context), found.Job);
        }

        return TypedResults.LocalRedirect("/voicemails/bulk/" + job);
    }

    private static async Task<IResult> ContinueAsync(
        HttpContext context, string job, BulkFiles files, BulkJobs jobs, AuditLog audit, Flash flash,
        IAuthorizationService authorization)
    {
        if (files.Read(job) is not { } found) return TypedResults.NotFound();
        if (!await authorization.MayAsync(context, found.Job.Order.Name)) return TypedResults.Forbid();
        if (jobs.Continue(job)) audit.BulkContinued(Actor.Of(context), found.Job);
        else flash.Set(context, FlashTone.Error, "Somebody has let it go on already.");
        return TypedResults.LocalRedirect("/voicemails/bulk/" + job);
    }

    private static IResult Results(string job, BulkFiles files)
    {
        if (files.Read(job) is not { } found) return TypedResults.NotFound();
        var lines = new StringBuilder("voicemail,result\r\n");
        foreach (var result in found.Results)
            lines.Append(CultureInfo.InvariantCulture, $"{result.Id},{result.Result?.ToString() ?? "Failed"}\r\n");
        return TypedResults.File(
            Encoding.UTF8.GetBytes(lines.ToString()), "text/csv; charset=utf-8", $"bulk-{job}.csv");
    }
}
