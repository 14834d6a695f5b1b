using System.CommandLine;

namespace VoicemailOrleans.Silo.Commands;

/// <summary><c>voicemail run</c>: the service, until SIGTERM or Ctrl-C.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var roles = new Option<string?>("--roles") { Description = "Parts to play; overrides ROLES." };
        var command = new Command("run", "Run the service.") { roles };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(roles), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string? roles, CancellationToken cancellationToken)
    {
        if (CheckConfigCommand.LoadForRoles(roles) is not { } settings) return 1;
        await using var host = await ServiceStart.StartAsync(settings, cancellationToken);
        if (host is null) return 1;
        await host.Completion;
        return 0;
    }
}
