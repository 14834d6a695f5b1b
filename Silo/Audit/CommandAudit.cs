using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Audit;

/// <summary>
/// Entries of commands, which run beside the service and beside each other: each takes the first chain
/// <c>commands-1</c>, <c>commands-2</c>, ... that no other holds.
/// </summary>
internal static class CommandAudit
{
    /// <summary>Adds an entry in the name of whoever typed the command.</summary>
    public static void Append(string storagePath, string action, string what, string name)
    {
        var durable = new Durable();
        var folder = new AuditFiles(storagePath).Folder;
        SpoolFolders.Create(folder, durable);
        for (var number = 1; ; number++)
        {
            var node = $"commands-{number}";
            using var held = LockFile.TryTake(Path.Combine(folder, node + ".lock"));
            if (held is null) continue;
            using var trail = new AuditTrail(storagePath, node, durable, TimeProvider.System);
            var at = TimeProvider.System.GetUtcNow();
            trail.Append(new AuditEntry(at, Environment.UserName, "command line", action, what, name, null), true);
            return;
        }
    }
}
