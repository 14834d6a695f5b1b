namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>
/// Keeps one connection: makes it, waits for its end, makes the next. Between failures it pauses, longer each time up
/// to half a second and by chance, so that a fleet does not come back in step; the first attempt after a connection
/// that lived is made at once.
/// </summary>
internal sealed class RedisLink
{
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(500);

    private readonly Func<CancellationToken, Task<RespConnection>> dial;
    private readonly IRedisLinkOwner owner;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task keeping;
    private RespConnection? current;

    /// <summary>Begins at once. <paramref name="dial"/> makes a connection that is ready for use.</summary>
    public RedisLink(Func<CancellationToken, Task<RespConnection>> dial, IRedisLinkOwner owner, TimeProvider clock)
    {
        (this.dial, this.owner, this.clock) = (dial, owner, clock);
        keeping = Task.Run(() => KeepAsync(stopping.Token));
    }

    /// <summary>The connection if there is one now.</summary>
    public RespConnection? Connection => Volatile.Read(ref current) is { IsBroken: false } alive ? alive : null;

    /// <summary>Closes the connection and makes no other.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await keeping;
        stopping.Dispose();
    }

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        var pause = PauseMin;
        while (!cancellationToken.IsCancellationRequested)
        {
            var began = clock.GetTimestamp();
            try
            {
                await using var connection = await dial(cancellationToken);
                Volatile.Write(ref current, connection);
                owner.Connected(connection);
                owner.Lost(connection, await connection.Broken.WaitAsync(cancellationToken));
                if (clock.GetElapsedTime(began) > PauseMax)
                {
                    pause = PauseMin;
                    continue;
                }
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                owner.NotConnected(error as RedisException ?? new RedisException(error.Message, false, error));
            }

            await Task.Delay((pause / 2) + (pause / 2 * owner.Draw()), clock, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < PauseMax ? pause * 2 : PauseMax;
        }
    }
}
