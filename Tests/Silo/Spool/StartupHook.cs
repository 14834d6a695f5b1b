using VoicemailOrleans.Tests.Silo.Spool;

/// <summary>
/// Runs before Main in a process that names this assembly in DOTNET_STARTUP_HOOKS; the name is the runtime's.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(JournalProcess.FolderVariable) is not { } root) return;
        JournalProcess.RunAsync(root).GetAwaiter().GetResult();
        Environment.Exit(0);
    }
}
