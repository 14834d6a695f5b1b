using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.AdminUi.Web;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Rules;

/// <summary>What the settings pages have in common: the file itself, and the way back.</summary>
internal static class RuleEndpoints
{
    public static void MapRules(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/settings", () => Results.LocalRedirect("/" + RulePages.AddressOf(RuleKind.Policies)))
            .RequireAuthorization(Permission.Administer);
        routes.MapGet("/settings/{slug}/download", Download).RequireAuthorization(Permission.Administer);
        routes.MapPost("/settings/{slug}/back", GoBack).RequireAuthorization(Permission.Administer)
            .WithMetadata(new RequireAntiforgeryTokenAttribute());
    }

    private static IResult Download(HttpContext context, string slug, IRuleFiles files, AuditLog audit)
    {
        if (RulePages.Find(slug) is not { } kind) return TypedResults.NotFound();
        var text = Encoding.UTF8.GetBytes(files.Read(kind).Text);
        audit.RulesDownloaded(context, kind); // the directory is a list of people with their numbers
        return TypedResults.File(text, MediaTypeNames.Application.Octet, kind.FileName());
    }

    private static IResult GoBack(
        HttpContext context, string slug, RuleDesk desk, Flash flash, [FromForm] int change, [FromForm] string? basedOn)
    {
        if (RulePages.Find(slug) is not { } kind) return TypedResults.NotFound();
        var problems = desk.GoBack(context, kind, change, basedOn);
        if (problems.Count > 0) flash.Set(context, FlashTone.Error, problems[0]);
        else flash.Set(context, FlashTone.Ok, $"{RulePages.TitleOf(kind)} are as they were before change {change}.");
        return TypedResults.LocalRedirect("/" + RulePages.AddressOf(kind));
    }
}
