using System.Net;
using System.Net.Sockets;

namespace VoicemailOrleans.Bench.Processes;

/// <summary>A port for a process that cannot be told to take any.</summary>
internal static class FreePort
{
    /// <summary>A port of 127.0.0.1 that nobody listens on just now.</summary>
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
