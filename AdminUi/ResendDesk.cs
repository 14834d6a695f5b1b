using Microsoft.AspNetCore.Http;
using VoicemailOrleans.AdminUi.Actions;
using VoicemailOrleans.AdminUi.Content;
using VoicemailOrleans.AdminUi.Web;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi;

/// <summary>Sends a mail again in somebody's name: the turn, the audit line, the message on the next page.</summary>
internal sealed class ResendDesk(IVoicemailDesk desk, Hearing hearing, AuditLog audit, Flash flash)
{
    /// <summary>Takes the turn; what came of it shows on the next page.</summary>
    /// <param name="context">Whose request it is.</param>
    /// <param name="id">Which voicemail.</param>
    /// <param name="others">Other addresses; null for the original recipients.</param>
    public async Task ResendAsync(HttpContext context, CorrelationId id, IReadOnlyList<string>? others)
    {
        if (others is not null && await IsKeptAsync(context, id, others))
        {
            flash.Set(context, FlashTone.Error, "A policy keeps it from your role: you can resend it to its own recipients only.");
            return;
        }

        var by = Actor.Of(context).Name;
        // Not the request's token: a closed tab must not leave open whether the turn was taken.
        var result = await desk.ResendAsync(id, others, by, CancellationToken.None);
        audit.Resent(context, id, others?.Count ?? 0, result.ToString());
        var to = others switch
        {
            null => "its recipients",
            [var one] => one,
            _ => $"{others.Count} addresses",
        };
        var (tone, text) = result switch
        {
            DeskResult.Done => (FlashTone.Ok, $"The mail is being sent again to {to}."),
            DeskResult.AlreadyUnderWay => (FlashTone.Ok, $"The mail is already on its way to {to}."),
            DeskResult.NotFound => (FlashTone.Error, "This voicemail no longer exists."),
            _ => (FlashTone.Error, "The mail cannot be sent again yet. Please try again in a moment."),
        };
        flash.Set(context, tone, text);
    }

    /// <summary>Whoever may not hear it must not have it sent to somewhere else, where it could be heard.</summary>
    private async Task<bool> IsKeptAsync(HttpContext context, CorrelationId id, IReadOnlyList<string> others) =>
        await desk.ReadAsync(id, CancellationToken.None) is { } state
        && await hearing.IsKeptAsync(context.User, state, CancellationToken.None)
        && !others.All(other => state.Envelope.Recipients.Any(recipient =>
            string.Equals(recipient.Address, other, StringComparison.OrdinalIgnoreCase)));
}
