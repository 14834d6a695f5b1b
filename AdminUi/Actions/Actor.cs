using Microsoft.AspNetCore.Http;

namespace VoicemailOrleans.AdminUi.Actions;

/// <summary>Who does something, also when the work goes on after the request.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Client">The address the request came from.</param>
internal readonly record struct Actor(string Name, string Client)
{
    public static Actor Of(HttpContext context) => new(
        context.User.Identity?.Name ?? "nobody", context.Connection.RemoteIpAddress?.ToString() ?? "unknown");
}
