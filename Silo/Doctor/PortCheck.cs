using System.Net;
using System.Net.Sockets;
using VoicemailOrleans.Silo.Hosting.Settings;

namespace VoicemailOrleans.Silo.Doctor;

/// <summary>The ports that the process will listen on, by listening on them for a moment.</summary>
internal static class PortCheck
{
    public static IEnumerable<Finding> Run(ServiceSettings settings)
    {
        if (settings.Roles.HasFlag(Roles.Gateway))
            foreach (var (setting, port) in settings.SmtpPorts)
                yield return Look(setting, settings.SmtpHost, port);

        yield return Look("HTTP_PORT", settings.HttpHost, settings.HttpPort);
    }

    private static Finding Look(string setting, IPAddress address, int port)
    {
        var subject = $"{setting} {port}";
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return Finding.Fine(subject, "free");
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return Finding.Doubtful(subject, "somebody listens there", "All is well if it is this service, running.");
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
        {
            return Finding.Broken(subject, "this user may not listen there",
                "Give the service CAP_NET_BIND_SERVICE (the systemd unit does), or take a port above 1023.");
        }
        catch (SocketException e)
        {
            return Finding.Broken(subject, e.Message, $"Is {address} an address of this machine?");
        }
    }
}
