using VoicemailOrleans.Core.Mail.Smtp.Client;

namespace VoicemailOrleans.Silo.Smarthost;

/// <summary>
/// The connections to the smarthosts: at most N at a time, each for at most M messages, kept open for a while. Whoever
/// holds a place takes an idle connection, or ends one of another host, before opening one, so idle and busy ones
/// together never pass N.
/// </summary>
internal sealed class SmarthostPool(SmarthostOptions options, SmarthostMetrics metrics, TimeProvider time)
    : IAsyncDisposable
{
    private readonly SemaphoreSlim places = new(options.ConnectionsMax);
    private readonly Lock gate = new();
    private readonly List<Resting> idle = [];
    private readonly HashSet<Task> leaving = [];
    private bool isClosed;

    /// <summary>Waits for a place among the N.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => places.WaitAsync(cancellationToken);

    /// <summary>Gives the place back.</summary>
    public void Leave() => places.Release();

    /// <summary>The connection to a host used last that is still of use; null when there is none.</summary>
    public SmarthostConnection? Take(SmarthostAddress host)
    {
        while (true)
        {
            Resting resting;
            lock (gate)
            {
                if (idle.Count == 0) return null;
                var at = Math.Max(0, idle.FindLastIndex(one => one.Connection.Host == host));
                resting = idle[at];
                idle.RemoveAt(at);
            }

            resting.Timer.Dispose();
            if (resting.Connection.HasNews) Drop(resting.Connection);
            else if (resting.Connection.Host == host) return resting.Connection;
            else
            {
                Quit(resting.Connection);
                return null;
            }
        }
    }

    /// <summary>Takes a connection back: to rest, to say good-bye, or to be closed, as its state wants it.</summary>
    public void Return(SmarthostConnection connection)
    {
        if (connection.Session.Next() is not ClientStep.Idle)
        {
            Drop(connection);
            return;
        }

        connection.Rest();
        lock (gate)
        {
            if (!isClosed && connection.Messages < options.MessagesPerConnectionMax)
            {
                var timer = time.CreateTimer(
                    _ => Retire(connection), null, options.IdleMax, Timeout.InfiniteTimeSpan);
                idle.Add(new Resting(connection, timer));
                return;
            }
        }

        Quit(connection);
    }

    /// <summary>Closes a connection without ceremony.</summary>
    public void Drop(SmarthostConnection connection)
    {
        connection.Dispose();
        metrics.Closed();
    }

    public async ValueTask DisposeAsync()
    {
        Resting[] all;
        lock (gate)
        {
            isClosed = true;
            all = [.. idle];
            idle.Clear();
        }

        foreach (var resting in all)
        {
            resting.Timer.Dispose();
            Quit(resting.Connection);
        }

        Task[] farewells;
        lock (gate) farewells = [.. leaving];
        await Task.WhenAll(farewells);
        places.Dispose();
    }

    private void Retire(SmarthostConnection connection)
    {
        lock (gate)
        {
            var at = idle.FindIndex(resting => ReferenceEquals(resting.Connection, connection));
            if (at < 0) return;
            idle[at].Timer.Dispose();
            idle.RemoveAt(at);
        }

        Quit(connection);
    }

    private void Quit(SmarthostConnection connection)
    {
        var farewell = FarewellAsync(connection);
        lock (gate)
        {
            leaving.RemoveWhere(task => task.IsCompleted);
            leaving.Add(farewell);
        }
    }

    private async Task FarewellAsync(SmarthostConnection connection)
    {
        try
        {
            await connection.QuitAsync();
        }
        finally
        {
            Drop(connection);
        }
    }

    private sealed record Resting(SmarthostConnection Connection, ITimer Timer);
}
