using Microsoft.AspNetCore.Http;

namespace VoicemailOrleans.AdminUi.Login;

/// <summary>One attempt to sign in: guard, password, cookie, audit line.</summary>
internal sealed class LoginService(UserStore users, LoginGuard guard, AuditLog audit) : IDisposable
{
    // A password check is a third of a second of one core: never more than one at a time, whoever knocks.
    private readonly SemaphoreSlim one = new(1);

    /// <summary>Tries to sign somebody in; the cookie goes into the response.</summary>
    /// <returns>Null when signed in; otherwise how long to wait, zero when the password was simply wrong.</returns>
    public async Task<TimeSpan?> TryAsync(HttpContext context, string user, string password)
    {
        await one.WaitAsync(context.RequestAborted);
        SignedInUser? known;
        try
        {
            var client = context.Connection.RemoteIpAddress;
            if (guard.WaitFor(client, user) is { Ticks: > 0 } wait) return wait;
            known = await Task.Run(() => users.Verify(user, password), context.RequestAborted);
            if (known is null)
            {
                guard.Failed(client, user);
                audit.SignInRefused(context);
                return guard.WaitFor(client, user);
            }

            guard.Succeeded(client, user);
        }
        finally
        {
            one.Release();
        }

        await SessionCookie.SignInAsync(context, known);
        audit.SignedIn(context, known.Name);
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();
}
