using Microsoft.Extensions.DependencyInjection.Extensions;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Silo.Hosting.Settings;
using VoicemailOrleans.Silo.Recovery;
using VoicemailOrleans.Silo.Rules;

namespace VoicemailOrleans.Silo.Commands;

/// <summary>
/// Opens spool and store as the settings of this folder say, for the commands that look after them, beside a running
/// service or without one. Warnings and errors of the parts go to standard error.
/// </summary>
internal static class StorageAccess
{
    /// <summary>
    /// Runs a command's body; prints the line it returns, or why it failed. The storage must exist, unless it is to be
    /// filled: a mistyped path must not look like an empty store.
    /// </summary>
    public static async Task<int> RunAsync(
        bool isToBeFilled, Func<IServiceProvider, ServiceSettings, Task<(int Exit, string Line)>> body)
    {
        if (CheckConfigCommand.LoadOrExplain(CheckConfigCommand.WithoutSmarthost) is not { } settings) return 1;
        var storage = Path.GetFullPath(settings.StoragePath);
        if (StorageOwner.Refusal(storage) is { } refusal)
        {
            Console.Error.WriteLine($"error: {refusal}");
            return 1;
        }

        if (!isToBeFilled && !Directory.Exists(Path.Combine(storage, "content")))
        {
            Console.Error.WriteLine($"error: STORAGE_PATH ({storage}) holds no voicemails.");
            return 1;
        }

        try
        {
            await using var services = Open(settings);
            // Only the store's own: it looks at the server that it was given.
            foreach (var part in services.GetServices<IHostedService>()) await part.StartAsync(CancellationToken.None);
            var (exit, line) = await body(services, settings);
            Console.WriteLine(line);
            return exit;
        }
        catch (Exception e) when (ServiceStart.Explain(e, settings) is { } explanation)
        {
            Console.Error.WriteLine($"error: {explanation}");
            return 1;
        }
    }

    private static ServiceProvider Open(ServiceSettings settings)
    {
        var name = $"command-{Environment.ProcessId}";
        var options = new ModuleOptions(settings, name, name);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging
            .SetMinimumLevel(LogLevel.Warning)
            .AddSimpleConsole(console => console.SingleLine = true)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        services.AddSingleton(TimeProvider.System);
        services.AddStorage(settings, options, name);
        services.AddRuleFiles(settings.StoragePath, options.Policy);
        services.AddComposer(options);
        services.AddSpoolRebuild();
        services.AddSingleton<VerifyScan>();
        services.TryAddSingleton<StoreClock>();
        services.AddByStoreClock<IVoicemailDesk, VoicemailDesk>();
        services.AddSingleton<Backfill>();
        return services.BuildServiceProvider();
    }
}
