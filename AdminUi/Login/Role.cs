namespace VoicemailOrleans.AdminUi.Login;

/// <summary>What somebody is to the service; <see cref="Permission"/> says what each may do.</summary>
public static class Role
{
    /// <summary>Finds, listens, resends.</summary>
    public const string Helpdesk = "helpdesk";

    /// <summary>Does everything that is done to voicemails, and watches the service.</summary>
    public const string Operator = "operator";

    /// <summary>May do everything, and looks after users and settings.</summary>
    public const string Admin = "admin";

    /// <summary>Reads, and reads who did what; hears and changes nothing.</summary>
    public const string Auditor = "auditor";

    /// <summary>All of them, in the order in which they are offered, with what they may do in words.</summary>
    public static IReadOnlyList<(string Name, string May)> All { get; } =
    [
        (Helpdesk, "find voicemails, listen, resend"),
        (Operator, "all actions on voicemails, and the operations page"),
        (Admin, "everything, including users and settings"),
        (Auditor, "read voicemails and the audit log, no listening, no changes"),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(role => role.Name)];

    /// <summary>Whether there is such a role.</summary>
    public static bool IsKnown(string? name) => name is not null && Names.Contains(name);
}
