using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;

namespace VoicemailOrleans.Silo.Smarthost;

/// <summary>
/// The octets of one connection, with a limit on every wait. At most one read is under way at any time, and it may
/// outlive the wait for it: that is how a peer that closes, or speaks out of turn, is noticed while we write or idle.
/// Failures are <see cref="WireException"/>; after one, the wire is of no more use. A write may outlive the wait for it
/// too, and reads what it was given until <see cref="EndWritingAsync"/>: that may be memory which is about to go.
/// </summary>
internal sealed class SmarthostWire(Socket socket, TimeProvider time) : IDisposable
{
    private readonly byte[] buffer = new byte[4096];
    private Stream stream = new NetworkStream(socket, ownsSocket: true);
    private Task<int>? reading;
    private Task writing = Task.CompletedTask;

    public bool IsEncrypted => stream is SslStream;

    /// <summary>Something came, or the peer is gone.</summary>
    public bool HasNews => reading is { IsCompleted: true };

    /// <summary>A write is under way that reads the octets it was given.</summary>
    public bool IsWriting => !writing.IsCompleted;

    /// <summary>Starts to listen for what nobody asked for.</summary>
    public void Listen() => reading ??= ReadAsync();

    /// <summary>What came; empty when the peer has closed.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        Listen();
        var count = await GuardAsync(reading!, limit, "no reply", cancellationToken);
        reading = null;
        return buffer.AsMemory(0, count);
    }

    /// <summary>Writes a block.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> octets, TimeSpan limit, CancellationToken cancellationToken)
    {
        var write = stream.WriteAsync(octets, CancellationToken.None);
        if (write.IsCompletedSuccessfully) return;
        var done = Done(write);
        writing = done;
        await GuardAsync(done, limit, "the peer takes nothing", cancellationToken);
    }

    /// <summary>
    /// After the last write: ends one that nobody waited for. It is under way only on a wire that is of no more use, so
    /// the connection is closed, which a write does not survive; but closing it does not wait for that.
    /// </summary>
    public async ValueTask EndWritingAsync()
    {
        if (!IsWriting) return;
        stream.Dispose();
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>
    /// Is there news by now, also such as the reading has not got round to? For the moment before the final dot: a peer
    /// that has hung up by then has not taken the mail, and to know it saves an uncertain delivery.
    /// </summary>
    public async ValueTask<bool> HasLateNewsAsync(CancellationToken cancellationToken)
    {
        Listen();
        if (!HasNews && IsReadable())
            await Task.WhenAny(reading!, Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken));
        return HasNews;
    }

    /// <summary>Goes over to TLS.</summary>
    public async ValueTask EncryptAsync(
        SslClientAuthenticationOptions options, TimeSpan limit, CancellationToken cancellationToken)
    {
        var tls = new SslStream(stream);
        stream = tls;
        var handshake = new ValueTask(tls.AuthenticateAsClientAsync(options, CancellationToken.None));
        await GuardAsync(Done(handshake), limit, "no TLS handshake", cancellationToken);
    }

    /// <summary>Closes at once.</summary>
    public void Dispose()
    {
        stream.Dispose();
        _ = reading?.ContinueWith(failed => failed.Exception, TaskContinuationOptions.OnlyOnFaulted);
    }

    /// <summary>A stream may also throw at once; whoever waits for the reading shall be the one who hears of it.</summary>
    private async Task<int> ReadAsync() => await stream.ReadAsync(buffer);

    private bool IsReadable()
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectRead);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            throw new WireException($"connection lost: {error.Message}");
        }
    }

    private async Task<int> GuardAsync(Task<int> task, TimeSpan limit, string what, CancellationToken cancellationToken)
    {
        try
        {
            return await task.WaitAsync(limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new WireException($"{what} within {Describe(limit)}");
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            var cause = (error.GetBaseException() as SocketException)?.SocketErrorCode.ToString() ?? error.Message;
            throw new WireException($"connection lost: {cause}");
        }
    }

    private static async Task<int> Done(ValueTask task)
    {
        await task;
        return 0;
    }

    private static string Describe(TimeSpan limit) => limit.TotalSeconds >= 120
        ? limit.TotalMinutes.ToString("0.#", CultureInfo.InvariantCulture) + " min"
        : limit.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture) + " s";
}

/// <summary>A connection failed; the message says how, for people.</summary>
internal sealed class WireException(string message) : Exception(message);
