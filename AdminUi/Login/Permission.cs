using Microsoft.AspNetCore.Authorization;

namespace VoicemailOrleans.AdminUi.Login;

/// <summary>
/// What a page, an endpoint or a button asks for: the names of the authorization policies, and which roles have them.
/// </summary>
internal static class Permission
{
    /// <summary>Search, and read transcripts and mails.</summary>
    public const string Read = "read";

    /// <summary>Hear and download recordings.</summary>
    public const string Listen = "listen";

    /// <summary>Send a mail again.</summary>
    public const string Resend = "resend";

    /// <summary>Everything else that is done to a voicemail: correct, transcribe, deliver, hold, delete.</summary>
    public const string Act = "act";

    /// <summary>See how the service is doing.</summary>
    public const string Operate = "operate";

    /// <summary>Users, policies, profiles.</summary>
    public const string Administer = "administer";

    /// <summary>Read who did what.</summary>
    public const string Audit = "audit";

    private static readonly Dictionary<string, string[]> Roles = new()
    {
        [Read] = [Role.Helpdesk, Role.Operator, Role.Admin, Role.Auditor],
        [Listen] = [Role.Helpdesk, Role.Operator, Role.Admin],
        [Resend] = [Role.Helpdesk, Role.Operator, Role.Admin],
        [Act] = [Role.Operator, Role.Admin],
        [Operate] = [Role.Operator, Role.Admin],
        [Administer] = [Role.Admin],
        [Audit] = [Role.Admin, Role.Auditor],
    };

    /// <summary>Registers the policies. A password that somebody else chose opens nothing until it is changed.</summary>
    public static void AddTo(AuthorizationOptions authorization)
    {
        foreach (var (permission, roles) in Roles)
            authorization.AddPolicy(permission, policy => policy
                .RequireRole(roles)
                .RequireAssertion(asked => !SessionCookie.HasTemporaryPassword(asked.User)));
    }
}
