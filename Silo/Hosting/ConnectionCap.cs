using Microsoft.AspNetCore.Connections;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>A limit on the connections of one endpoint; Kestrel's own is the same for all of them.</summary>
internal static class ConnectionCap
{
    /// <summary>Connections beyond this many at once are closed unheard.</summary>
    public static void LimitConnections(this IConnectionBuilder endpoint, int connectionsMax)
    {
        var open = 0;
        endpoint.Use(next => async connection =>
        {
            try
            {
                if (Interlocked.Increment(ref open) <= connectionsMax) await next(connection);
                else connection.Abort();
            }
            finally
            {
                Interlocked.Decrement(ref open);
            }
        });
    }
}
