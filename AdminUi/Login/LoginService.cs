using Microsoft.AspNetCore.Http;

namespace VoicemailOrleans.AdminUi.Login;

/// <summary>What came of an attempt to sign in.</summary>
internal enum LoginOutcome
{
    /// <summary>The cookie is in the response.</summary>
    SignedIn,

    /// <summary>Name or password is wrong.</summary>
    Wrong,

    /// <summary>Too many wrong ones: there is a wait.</summary>
    Slowed,

    /// <summary>The password is right, but the user is disabled.</summary>
    Disabled,
}

/// <summary>One attempt to sign in: guard, password, cookie, audit line.</summary>
internal sealed class LoginService(UserStore users, LoginGuard guard, AuditLog audit, AdminUiOptions options)
    : IDisposable
{
    // A password check is a third of a second of one core: never more than one at a time, whoever knocks.
    private readonly SemaphoreSlim one = new(1);

    /// <summary>Tries to sign somebody in; the cookie goes into the response.</summary>
    /// <returns>What came of it, and how long to wait before the next try.</returns>
    public async Task<(LoginOutcome Outcome, TimeSpan Wait)> TryAsync(HttpContext context, string user, string password)
    {
        if (!options.HasLocalLogin) return (LoginOutcome.Wrong, TimeSpan.Zero);
        await one.WaitAsync(context.RequestAborted);
        SignedInUser? known;
        try
        {
            var client = context.Connection.RemoteIpAddress;
            if (guard.WaitFor(client, user) is { Ticks: > 0 } wait) return (LoginOutcome.Slowed, wait);
            known = await Task.Run(() => users.Verify(user, password), context.RequestAborted);
            if (known is null)
            {
                guard.Failed(client, user);
                audit.SignInRefused(context);
                var next = guard.WaitFor(client, user);
                return (next > TimeSpan.Zero ? LoginOutcome.Slowed : LoginOutcome.Wrong, next);
            }

            guard.Succeeded(client, user);
        }
        finally
        {
            one.Release();
        }

        if (known.IsDisabled)
        {
            audit.SignInRefused(context, known.Name, "disabled");
            return (LoginOutcome.Disabled, TimeSpan.Zero);
        }

        await SessionCookie.SignInAsync(context, known);
        users.NoteSignIn(known.Name);
        audit.SignedIn(context, known.Name);
        return (LoginOutcome.SignedIn, TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();
}
