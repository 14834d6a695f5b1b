using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.AdminUi.Web;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Rules;

/// <summary>Where the small forms of the policies go: one rule up, down, or away.</summary>
internal static class PolicyEndpoints
{
    private static readonly (string Step, string Done, Func<string, string, string?> Change)[] Steps =
    [
        ("up", "moved up", (text, name) => PolicyEdit.Move(text, name, up: true)),
        ("down", "moved down", (text, name) => PolicyEdit.Move(text, name, up: false)),
        ("remove", "removed", PolicyEdit.Remove),
    ];

    public static void MapPolicies(this IEndpointRouteBuilder routes)
    {
        foreach (var (step, done, change) in Steps)
            routes.MapPost($"/{RulePages.AddressOf(RuleKind.Policies)}/{step}", Answer)
                .RequireAuthorization(Permission.Administer)
                .WithMetadata(new RequireAntiforgeryTokenAttribute(), new Step(done, change));
    }

    private static IResult Answer(
        HttpContext context, IRuleFiles files, RuleDesk desk, Flash flash, [FromForm] string name,
        [FromForm] string? basedOn)
    {
        var step = context.GetEndpoint()!.Metadata.GetRequiredMetadata<Step>();
        var file = files.Read(RuleKind.Policies);
        var text = file.Problems.Count == 0 ? step.Change(file.Text, name) : null;
        var problems = text is null
            ? ["That rule has no such place any more. Please look again."]
            : desk.Change(context, RuleKind.Policies, text, basedOn, $"{name} {step.Done}", null);
        if (problems.Count > 0) flash.Set(context, FlashTone.Error, problems[0]);
        else flash.Set(context, FlashTone.Ok, $"{name} was {step.Done}.");
        return TypedResults.LocalRedirect("/" + RulePages.AddressOf(RuleKind.Policies));
    }

    /// <summary>What an address does.</summary>
    private sealed record Step(string Done, Func<string, string, string?> Change);
}
