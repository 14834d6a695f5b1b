using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Content;

/// <summary>
/// Whether a policy keeps what was said in a voicemail from somebody: recording, transcript, and the mails that have
/// them in it. Everybody may still find it by caller, recipient and time, and do what their role does to voicemails.
/// What nobody has read yet may be anybody's, so it is kept as well where anything is.
/// </summary>
internal sealed class Hearing(IRules<VoicemailPolicies> policies, IVoicemailDesk desk)
{
    /// <summary>For searches; null when nothing is kept from the person.</summary>
    public Func<IReadOnlyList<string>, string?, bool>? KeptFrom(ClaimsPrincipal person) =>
        policies.Current.KeptFrom(SessionCookie.RolesOf(person));

    /// <summary>What holds for a voicemail now.</summary>
    public VoicemailPolicy PolicyOf(VoicemailState state) => policies.Current.Of(state);

    /// <summary>Whether what was said is kept from somebody.</summary>
    public async ValueTask<bool> IsKeptAsync(
        ClaimsPrincipal person, VoicemailState state, CancellationToken cancellationToken)
    {
        if (KeptFrom(person) is not { } isKept) return false;
        // A report may have the message that it is about in it.
        return state.ReportOn is { } about
            ? await desk.ReadAsync(about, cancellationToken) is not { } reported || IsKept(reported, isKept)
            : IsKept(state, isKept);
    }

    /// <summary>A filter for endpoints below <c>/voicemails/{id}</c> that answer with what was said.</summary>
    public static async ValueTask<object?> LetThroughAsync(
        EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var context = call.HttpContext;
        var services = context.RequestServices;
        var hearing = (Hearing)services.GetService(typeof(Hearing))!;
        if (hearing.KeptFrom(context.User) is null) return await next(call);
        if (!CorrelationId.TryParse($"{context.GetRouteValue("id")}", out var id)) return TypedResults.NotFound();
        if (await hearing.ReadAsync(id, context.RequestAborted) is not { } state) return TypedResults.NotFound();
        return await hearing.IsKeptAsync(context.User, state, context.RequestAborted)
            ? TypedResults.Forbid()
            : await next(call);
    }

    private ValueTask<VoicemailState?> ReadAsync(CorrelationId id, CancellationToken cancellationToken) =>
        desk.ReadAsync(id, cancellationToken);

    private static bool IsKept(VoicemailState state, Func<IReadOnlyList<string>, string?, bool> isKept) =>
        state.Facts is not { } facts
        || isKept([.. state.Envelope.Recipients.Select(recipient => recipient.Address)], facts.Mailbox);
}
