using System.Security.Authentication;
using VoicemailOrleans.Core.Mail.Smtp.Client;

namespace VoicemailOrleans.Silo.Smarthost;

/// <summary>
/// A session of the sans-IO client on a real connection: does what the session says until it is idle or closed. All
/// failures of the connection go into the session, which knows what they mean for the mail; only cancellation throws.
/// Either way nothing of the mail's content is read any more afterwards: its owner may free it.
/// </summary>
internal sealed class SmarthostConnection(
    SmarthostAddress host, SmarthostWire wire, SmtpClientSession session, SmarthostTimeouts timeouts, SmarthostTls tls,
    TimeProvider time) : IDisposable
{
    private const int BlockOctets = 64 * 1024;

    private readonly byte[] block = new byte[BlockOctets];

    public SmarthostAddress Host => host;

    public SmtpClientSession Session => session;

    public bool IsEncrypted => wire.IsEncrypted;

    /// <summary>The handshake was tried and failed.</summary>
    public bool HasTlsFailed { get; private set; }

    /// <summary>Messages begun on it.</summary>
    public int Messages { get; private set; }

    /// <summary>The peer closed it, or said something, while it was idle.</summary>
    public bool HasNews => wire.HasNews;

    /// <summary>From the greeting until the session is idle: HELO, TLS and AUTH are done.</summary>
    public ValueTask OpenAsync(CancellationToken cancellationToken) => RunAsync(null, cancellationToken);

    /// <summary>Sends a message; its results are in the session afterwards.</summary>
    public ValueTask SendAsync(RelayJob job, CancellationToken cancellationToken)
    {
        Messages++;
        session.Begin(job.Message);
        return RunAsync(job, cancellationToken);
    }

    /// <summary>Takes leave, as far as the peer cares.</summary>
    public ValueTask QuitAsync()
    {
        session.Quit();
        return RunAsync(null, CancellationToken.None);
    }

    /// <summary>Shakes hands; the session hears what came of it.</summary>
    public async ValueTask EncryptAsync(CancellationToken cancellationToken)
    {
        try
        {
            await wire.EncryptAsync(tls.Options(), timeouts.Handshake, cancellationToken);
            if (!session.IsEncrypted) session.TlsEstablished();
        }
        catch (Exception error) when (error is AuthenticationException or WireException or InvalidOperationException)
        {
            HasTlsFailed = true;
            session.TlsFailed("TLS failed: " + (tls.Problem ?? error.Message));
        }
    }

    /// <summary>To be called when it becomes idle: from now on <see cref="HasNews"/> is true to life.</summary>
    public void Rest() => wire.Listen();

    public void Dispose() => wire.Dispose();

    private async ValueTask RunAsync(RelayJob? job, CancellationToken cancellationToken)
    {
        try
        {
            await ConverseAsync(job, cancellationToken);
        }
        finally
        {
            await wire.EndWritingAsync();
        }
    }

    private async ValueTask ConverseAsync(RelayJob? job, CancellationToken cancellationToken)
    {
        var deadline = time.GetTimestamp() + (long)(timeouts.Total.TotalSeconds * time.TimestampFrequency);
        while (session.Next() is var step and not (ClientStep.Idle or ClientStep.Close))
        {
            try
            {
                await DoAsync(step, job, deadline, cancellationToken);
            }
            catch (WireException error)
            {
                await LoseAsync(error.Message);
            }
            catch (OperationCanceledException) when (session.IsDotOut)
            {
                session.ConnectionLost("shut down while waiting for the reply to the final dot");
            }
        }
    }

    private async ValueTask DoAsync(ClientStep step, RelayJob? job, long deadline, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case ClientStep.Send send when session.IsDotOut:
                await wire.WriteAsync(send.Octets, timeouts.Block, job!.Abort);
                break;
            case ClientStep.Send send:
                await wire.WriteAsync(send.Octets, Limit(timeouts.Block, deadline), cancellationToken);
                break;
            case ClientStep.Receive { Phase: ClientPhase.Dot }:
                await ReceiveAsync(timeouts.FinalDot, job!.Abort);
                await job.AfterFinalDot(this);
                break;
            case ClientStep.Receive receive:
                await ReceiveAsync(Limit(timeouts.Of(receive.Phase), deadline), cancellationToken);
                break;
            case ClientStep.StartTls:
                await EncryptAsync(cancellationToken);
                break;
            case ClientStep.SendContent content:
                await SendContentAsync(job!, content.Recipients, deadline, cancellationToken);
                break;
        }
    }

    /// <summary>One reply, whose limit counts from its command and not from its latest octet.</summary>
    private async ValueTask ReceiveAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var replies = session.Replies;
        var started = time.GetTimestamp();
        while (session.Replies == replies && session.Next() is ClientStep.Receive)
        {
            var left = limit - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero) throw new WireException("no complete reply in time");
            var octets = await wire.ReadAsync(left, cancellationToken);
            if (octets.IsEmpty) throw new WireException("the smarthost closed the connection");
            session.Receive(octets.Span);
        }
    }

    private async ValueTask SendContentAsync(
        RelayJob job, IReadOnlyList<int> recipients, long deadline, CancellationToken cancellationToken)
    {
        wire.Listen();
        var stuffer = new DotStuffer();
        var used = 0;
        foreach (var piece in job.Content)
        {
            var rest = piece;
            while (stuffer.TryNext(ref rest, out var octets))
                used = await PutAsync(octets, used, deadline, cancellationToken);
        }

        used = await PutAsync(stuffer.Finish(), used, deadline, cancellationToken);
        await WriteBlockAsync(block.AsMemory(0, used), deadline, cancellationToken);
        var isAllowed = await job.BeforeFinalDot(recipients, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var isGone = isAllowed && await wire.HasLateNewsAsync(cancellationToken);
        if (isGone) await LoseAsync("the smarthost hung up before the final dot");
        else if (isAllowed) session.AllowDot();
        else session.ForbidDot();
    }

    /// <summary>Whole blocks go out as they are; what is less is gathered until a block is full.</summary>
    private async ValueTask<int> PutAsync(
        ReadOnlyMemory<byte> octets, int used, long deadline, CancellationToken cancellationToken)
    {
        while (!octets.IsEmpty)
        {
            if (used == 0 && octets.Length >= BlockOctets)
            {
                await WriteBlockAsync(octets[..BlockOctets], deadline, cancellationToken);
                octets = octets[BlockOctets..];
                continue;
            }

            var count = Math.Min(octets.Length, BlockOctets - used);
            octets[..count].CopyTo(block.AsMemory(used));
            octets = octets[count..];
            used += count;
            if (used < BlockOctets) continue;
            await WriteBlockAsync(block, deadline, cancellationToken);
            used = 0;
        }

        return used;
    }

    private async ValueTask WriteBlockAsync(
        ReadOnlyMemory<byte> octets, long deadline, CancellationToken cancellationToken)
    {
        if (!octets.IsEmpty) await wire.WriteAsync(octets, Limit(timeouts.Block, deadline), cancellationToken);
    }

    /// <summary>
    /// A reply that came before the connection broke still counts (the 250 before a reset, the 552 before a close).
    /// </summary>
    private async ValueTask LoseAsync(string reason)
    {
        try
        {
            while (session.Next() is not ClientStep.Close && await wire.HasLateNewsAsync(CancellationToken.None))
            {
                var octets = await wire.ReadAsync(timeouts.Block, CancellationToken.None);
                if (octets.IsEmpty) break;
                session.Receive(octets.Span);
            }
        }
        catch (WireException)
        {
            // It had nothing more to say.
        }

        session.ConnectionLost(reason);
    }

    private TimeSpan Limit(TimeSpan phase, long deadline)
    {
        var left = TimeSpan.FromSeconds((deadline - time.GetTimestamp()) / (double)time.TimestampFrequency);
        if (left <= TimeSpan.Zero) throw new WireException("out of time for one message");
        return left < phase ? left : phase;
    }
}
