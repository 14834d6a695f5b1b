using Microsoft.AspNetCore.Http;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.AdminUi.Actions;

/// <summary>What is offered for a voicemail that was deleted.</summary>
internal static class DeletedVoicemails
{
    /// <summary>
    /// Whether resending and correcting are offered: not once it is deleted. A form that was opened before is there all
    /// the same when it is sent, so that whoever sent it is told.
    /// </summary>
    public static bool IsOpenTo(this VoicemailState state, HttpContext context) =>
        state.Deletion is null || HttpMethods.IsPost(context.Request.Method);
}
