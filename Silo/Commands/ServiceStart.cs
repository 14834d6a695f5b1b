using Microsoft.AspNetCore.Connections;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Silo.Hosting.Settings;

namespace VoicemailOrleans.Silo.Commands;

/// <summary>Starts the service, or says in one line for people why it cannot start.</summary>
internal static class ServiceStart
{
    /// <summary>Starts; null when that failed for a reason that was printed.</summary>
    public static async Task<ServiceHost?> StartAsync(ServiceSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            return await ServiceHost.StartAsync(settings, cancellationToken);
        }
        catch (Exception e) when (Explain(e, settings) is { } explanation)
        {
            Console.Error.WriteLine($"error: {explanation}");
            return null;
        }
    }

    private static string Ports(ServiceSettings settings) => settings.Roles.HasFlag(Roles.Gateway)
        ? $"SMTP_PORT ({settings.SmtpPort}) and HTTP_PORT ({settings.HttpPort})"
        : $"HTTP_PORT ({settings.HttpPort})";

    /// <summary>What went wrong, for people; null for what nobody expected.</summary>
    public static string? Explain(Exception error, ServiceSettings settings) => error switch
    {
        IOException { InnerException: AddressInUseException } =>
            $"{error.Message} {Ports(settings)} must be free.",
        IOException or UnauthorizedAccessException =>
            $"STORAGE_PATH ({Path.GetFullPath(settings.StoragePath)}) cannot be used: {error.Message}",
        // The modules say what they cannot work with: a journal in use, a file of a newer version, a bad certificate.
        InvalidOperationException or NotSupportedException or ArgumentException or FormatException => error.Message,
        GrainStoreUnavailableException => error.Message,
        _ when error.GetType().Assembly == typeof(ServiceStart).Assembly => error.Message,
        _ => null,
    };
}
