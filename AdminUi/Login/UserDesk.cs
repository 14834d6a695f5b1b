using Microsoft.AspNetCore.Http;

namespace VoicemailOrleans.AdminUi.Login;

/// <summary>
/// Changes users in an admin's name: the change and its audit line. Each says what is wrong, as a sentence, or null.
/// </summary>
internal sealed class UserDesk(UserStore users, LoginGuard guard, AuditLog audit)
{
    public string? Add(HttpContext context, string user, string? displayName, string role, out string password)
    {
        password = ReadablePassword.Create();
        var problem = users.Add(user, displayName, role, password);
        if (problem is null) audit.UserAdded(context, users.Find(user)!.Name, role);
        return problem;
    }

    public string? Change(HttpContext context, string user, string role, string displayName)
    {
        var before = users.Find(user);
        var problem = users.Change(user, role, displayName);
        if (problem is not null || before is null) return problem;
        var now = users.Find(user);
        if (now?.Role != before.Role) audit.UserChanged(context, user, $"role {before.Role} to {role}");
        if (now?.DisplayName != before.DisplayName) audit.UserChanged(context, user, "name");
        return null;
    }

    public string? Disable(HttpContext context, string user, bool isDisabled)
    {
        var problem = users.Change(user, isDisabled: isDisabled);
        if (problem is null) audit.UserChanged(context, user, isDisabled ? "disabled" : "enabled");
        return problem;
    }

    public string? ResetPassword(HttpContext context, string user, out string password)
    {
        var problem = users.ResetPassword(user, out password);
        if (problem is not null) return problem;
        guard.Forgive(user);
        audit.PasswordReset(context, user);
        return null;
    }

    public string? Remove(HttpContext context, string user)
    {
        var problem = users.Remove(user);
        if (problem is null) audit.UserRemoved(context, user);
        return problem;
    }

    /// <summary>Somebody's own password; the session goes on under the new one.</summary>
    public async Task<string?> ChangePasswordAsync(HttpContext context, string old, string password)
    {
        var name = context.User.Identity?.Name ?? "";
        var client = context.Connection.RemoteIpAddress;
        if (guard.WaitFor(client, name) > TimeSpan.Zero) return "Too many wrong passwords. Try again later.";
        var problem = await Task.Run(() => users.ChangePassword(name, old, password));
        if (problem == UserStore.WrongPassword) guard.Failed(client, name);
        if (problem is not null) return problem;
        guard.Succeeded(client, name);
        audit.PasswordChanged(context);
        if (users.Current(name) is { } user) await SessionCookie.SignInAsync(context, user);
        return null;
    }
}
