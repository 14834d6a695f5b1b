using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Silo.Hosting.Settings;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Doctor;

/// <summary>
/// Looks at everything that a process with these settings will need, by using it: the disk is flushed, the mail server
/// greeted and logged in to, a sample transcribed. Nothing is changed and no mail is sent.
/// </summary>
internal sealed class Examination(ServiceSettings settings, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The findings, one after the other as they come.</summary>
    public async IAsyncEnumerable<Finding> RunAsync()
    {
        foreach (var look in Looks())
        {
            foreach (var finding in await GuardAsync(look)) yield return finding;
        }
    }

    private IEnumerable<(string Subject, Func<CancellationToken, Task<IReadOnlyList<Finding>>> Look)> Looks()
    {
        var options = new ModuleOptions(settings, "doctor", "doctor");
        var isGateway = settings.Roles.HasFlag(Roles.Gateway);
        var isSilo = settings.Roles.HasFlag(Roles.Silo);
        yield return ("machine", Now(() => MachineCheck.Run()));
        yield return ("disk", Now(() => DiskCheck.Run(options.Spool, new Durable(), time)));
        yield return ("content keys", Now(() => ContentKeyCheck.Run(settings)));
        yield return ("ports", Now(() => PortCheck.Run(settings)));
        if (isGateway) yield return ("certificate", Now(() => CertificateCheck.Run(settings, time)));
        if (settings.Redis is { } redis) yield return ("redis", token => RedisCheck.RunAsync(redis, time, token));
        if (isSilo) yield return ("mail server", token => SmarthostCheck.RunAsync(options, time, token));
        if (isSilo) yield return ("speech", token => SpeechCheck.RunAsync(options.Speech, time, token));
        if (isSilo) yield return ("ffmpeg", Now(() => SpeechCheck.Ffmpeg(options.Recordings)));
        if (settings.Roles.HasFlag(Roles.Admin) && options.AdminUi.Oidc is { } oidc)
            yield return ("sign-in", token => OidcCheck.RunAsync(oidc, time, token));
    }

    private static Func<CancellationToken, Task<IReadOnlyList<Finding>>> Now(Func<IEnumerable<Finding>> look) =>
        token => Task.Run<IReadOnlyList<Finding>>(() => [.. look()], token);

    /// <summary>A look that fails in a way nobody foresaw is a finding, and the others follow.</summary>
    private async Task<IReadOnlyList<Finding>> GuardAsync(
        (string Subject, Func<CancellationToken, Task<IReadOnlyList<Finding>>> Look) look)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            return await look.Look(patience.Token);
        }
        catch (OperationCanceledException)
        {
            return [Finding.Broken(look.Subject, $"nothing came of it within {Patience.TotalMinutes:0} minutes",
                "Look at the network between here and there.")];
        }
        catch (Exception e)
        {
            return [Finding.Broken(look.Subject, e.Message, "Set right what the message names.")];
        }
    }
}
