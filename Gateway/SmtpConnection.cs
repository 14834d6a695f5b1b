using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using VoicemailOrleans.Core.Mail.Smtp;
using VoicemailOrleans.Core.Mail.Smtp.Server;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Gateway;

/// <summary>
/// One connection: moves octets between the pipes, the session and the journal.
///
/// The loop reads, lets the session take all it can off the input (<see cref="Advance"/>), and sends the replies of one
/// read together. It leaves that rhythm in four cases: a message is complete (journal, then its reply, then on), TLS
/// begins (what was read is dropped, the pipes are replaced), the session closes, or the peer has sent its last octet.
/// All buffered input is served before a half-closed connection ends, so the 250 of a client that shuts down its side
/// after the final dot still goes out; a hang-up inside DATA leaves nothing behind.
///
/// Two things interrupt a read: the deadline and the host's shutdown. Shutdown ends a session between messages with 421;
/// inside DATA the message may finish first.
/// </summary>
internal sealed class SmtpConnection : IAsyncDisposable
{
    private const int UnflushedBytesMax = 16 * 1024;
    private const int LingerBytesMax = 256 * 1024;
    private static readonly TimeSpan LingerTimeout = TimeSpan.FromSeconds(1);

    private readonly GatewayServices services;
    private readonly ConnectionContext connection;
    private readonly IPAddress client;
    private readonly ContentBuffer content;
    private readonly SessionDeadline deadline;
    private readonly SmtpSession session;
    private readonly bool implicitTls;
    private SslStream? tls;
    private volatile PipeReader input;
    private PipeWriter output;
    private volatile bool isDraining;
    private bool hasAnswered; // since the deadline was last moved
    private bool wasInData;
    private long dataSince;
    private long dataBytes;

    public SmtpConnection(GatewayServices services, ConnectionContext connection, IPAddress client, bool implicitTls)
    {
        this.services = services;
        this.connection = connection;
        this.client = client;
        this.implicitTls = implicitTls;
        content = new ContentBuffer(services.Pool);
        session = new SmtpSession(services.Options.Session, implicitTls, services.Certificate is not null);
        deadline = new SessionDeadline(services.Time, Interrupt, connection.Abort);
        input = connection.Transport.Input;
        output = connection.Transport.Output;
    }

    private enum Step
    {
        NeedMore,
        Flush,
        EndOfMessage,
        StartTls,
        Quit,
        Close,
    }

    /// <summary>Serves the session to its end.</summary>
    public async Task RunAsync()
    {
        services.Metrics.SessionBegan();
        try
        {
            if (implicitTls && !await HandshakeAsync()) return;
            using var shutdown = ShutdownToken.Register(Drain);
            Send(session.Greeting);
            MoveDeadline();
            await LoopAsync();
        }
        finally
        {
            services.Metrics.SessionEnded(session.AuthFailures);
        }
    }

    /// <summary>Says one reply instead of the greeting and closes.</summary>
    public async Task TurnAwayAsync(SmtpReply reply)
    {
        deadline.Set(LingerTimeout);
        if (!implicitTls) await CloseAsync(reply);
    }

    public async ValueTask DisposeAsync()
    {
        deadline.Dispose();
        content.Clear();
        if (tls is not null) await tls.DisposeAsync();
    }

    private CancellationToken ShutdownToken =>
        connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;

    private async Task LoopAsync()
    {
        while (true)
        {
            if (isDraining && !session.IsInData)
            {
                await CloseAsync(HostReplies.ShuttingDown);
                return;
            }

            await FlushAsync();
            var result = await input.ReadAsync();
            if (deadline.HasPassed)
            {
                await CloseAsync(HostReplies.TimedOut);
                return;
            }

            var rest = result.Buffer;
            var step = Advance(ref rest);
            if (session.IsInData) dataBytes += result.Buffer.Length - rest.Length;
            input.AdvanceTo(
                step == Step.StartTls ? result.Buffer.End : rest.Start, step == Step.NeedMore ? rest.End : rest.Start);
            if (!await CarryOutAsync(step, result.IsCompleted)) return;
        }
    }

    /// <summary>False when the session is over.</summary>
    private async ValueTask<bool> CarryOutAsync(Step step, bool isLastInput)
    {
        switch (step)
        {
            case Step.EndOfMessage:
                await StoreAsync();
                break;
            case Step.StartTls:
                await FlushAsync();
                if (!await HandshakeAsync()) return false;
                session.EnterTls();
                break;
            case Step.Quit:
                await FlushAsync();
                return false;
            case Step.Close:
                await FlushAsync();
                await LingerAsync();
                return false;
            case Step.NeedMore when isLastInput:
                await FlushAsync();
                if (session.IsInData) services.Logger.HungUpInData(client, connection.ConnectionId);
                return false;
        }

        MoveDeadline();
        return true;
    }

    /// <summary>Lets the session take what it can off the input; replies go to the output, content to its buffer.</summary>
    private Step Advance(ref ReadOnlySequence<byte> rest)
    {
        session.Intake = AskIntake();
        while (output.UnflushedBytes < UnflushedBytesMax)
        {
            var next = session.Next(ref rest);
            if (next.Reply is not null) Send(next.Reply);
            switch (next.Kind)
            {
                case SessionEventKind.NeedMore:
                    return Step.NeedMore;
                case SessionEventKind.Content when !content.TryAppend(next.Content):
                    session.RefuseContent();
                    content.Clear();
                    break;
                case SessionEventKind.Discard:
                    content.Clear();
                    break;
                case SessionEventKind.EndOfMessage:
                    return Step.EndOfMessage;
                case SessionEventKind.StartTls:
                    return Step.StartTls;
                case SessionEventKind.Close:
                    return next.Reply is { IsRefusal: true } ? Step.Close : Step.Quit;
            }
        }

        return Step.Flush;
    }

    private IntakeState AskIntake()
    {
        var health = services.Journal.Health;
        if (!health.CanAppend) return health.IsFull ? IntakeState.Full : IntakeState.Failed;
        return services.Pool.IsLow ? IntakeState.Full : IntakeState.Open;
    }

    /// <summary>The final dot has come: the message goes to the journal, and only what is durable gets its 250.</summary>
    private async Task StoreAsync()
    {
        deadline.Suspend();
        var began = services.Time.GetTimestamp();
        var id = services.NewId();
        var at = services.Time.GetUtcNow();
        var envelope = EnvelopeOf.Session(session, client);
        var trace = ReceivedField.Format(session, client, id.Value, at);
        var bytes = content.Length + trace.Length;
        var outcome = await AppendAsync(new JournalMessage(id, at, envelope, content.Pieces(trace)));
        var reply = session.Conclude(outcome, id.Value);
        Send(reply);
        await FlushAsync();
        var took = services.Time.GetElapsedTime(began);
        services.Metrics.Acknowledged(took);
        if (outcome != IntakeState.Open)
        {
            services.Logger.NotStored(id, AddressMask.Mask(envelope.ReversePath), client, connection.ConnectionId, reply);
            return;
        }

        services.Metrics.Accepted(bytes);
        services.Logger.Accepted(
            id, AddressMask.Mask(envelope.ReversePath), AddressMask.Mask(envelope.Recipients[0].Address),
            envelope.Recipients.Count, bytes, took.TotalMilliseconds, client, connection.ConnectionId);
    }

    // Never cancelled: the journal may be writing from our buffers, and a message whose client has gone is still good.
    private async Task<IntakeState> AppendAsync(JournalMessage message)
    {
        try
        {
            return await services.Journal.AppendAsync(message, CancellationToken.None) switch
            {
                AppendResult.Durable => IntakeState.Open,
                AppendResult.NoSpace => IntakeState.Full,
                _ => IntakeState.Failed,
            };
        }
        catch (Exception e)
        {
            services.Logger.JournalFailed(message.Id, e);
            return IntakeState.Failed;
        }
        finally
        {
            content.Clear();
        }
    }

    /// <summary>Lays TLS over the pipes. What is still in them by now can only be the handshake, or it fails.</summary>
    private async Task<bool> HandshakeAsync()
    {
        deadline.Suspend();
        using var timeout = new CancellationTokenSource(services.Options.HandshakeTimeout, services.Time);
        tls = new SslStream(new DuplexPipeStream(connection.Transport), leaveInnerStreamOpen: true);
        try
        {
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = services.Certificate!.Current,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13, // RFC 8996: nothing older
                },
                timeout.Token);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException)
        {
            services.Metrics.HandshakeFailed();
            services.Logger.HandshakeFailed(client, connection.ConnectionId, e.Message);
            return false;
        }

        input = PipeReader.Create(tls, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true, useZeroByteReads: true));
        output = PipeWriter.Create(tls, new StreamPipeWriterOptions(leaveOpen: true));
        return true;
    }

    private void Send(SmtpReply reply)
    {
        hasAnswered = true;
        output.Write(reply.Wire);
        if (!reply.IsRefusal) return;
        services.Metrics.Refused(reply.Code);
        services.Logger.Refused(client, connection.ConnectionId, reply);
    }

    private async ValueTask FlushAsync()
    {
        if (output.UnflushedBytes > 0) await output.FlushAsync();
    }

    private async Task CloseAsync(SmtpReply reply)
    {
        Send(reply);
        await FlushAsync();
        await LingerAsync();
    }

    /// <summary>
    /// Closing with unread input makes TCP throw away replies on their way, so what the client still sends is read and
    /// dropped for a moment, until it has seen our reply and closes.
    /// </summary>
    private async Task LingerAsync()
    {
        if (tls is not null) await tls.ShutdownAsync();
        using var timeout = new CancellationTokenSource(LingerTimeout, services.Time);
        var raw = connection.Transport.Input;
        for (long dropped = 0; dropped < LingerBytesMax;)
        {
            var result = await raw.ReadAsync(timeout.Token);
            dropped += result.Buffer.Length;
            raw.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted) return;
        }
    }

    /// <summary>
    /// A command has a fixed time, however its octets trickle in. Data has a time for silence and must on the whole keep
    /// a pace, so that neither a stalled nor a dripping client holds its memory for long.
    /// </summary>
    private void MoveDeadline()
    {
        var options = services.Options;
        if (!session.IsInData)
        {
            if (hasAnswered || wasInData) deadline.Set(options.CommandTimeout);
            hasAnswered = wasInData = false;
            return;
        }

        if (!wasInData) (dataSince, dataBytes) = (services.Time.GetTimestamp(), 0);
        wasInData = true;
        var paced = options.DataGrace + TimeSpan.FromSeconds((double)dataBytes / options.DataBytesPerSecondMin)
            - services.Time.GetElapsedTime(dataSince);
        deadline.Set(paced < options.DataTimeout ? paced : options.DataTimeout);
    }

    private void Drain()
    {
        isDraining = true;
        if (!session.IsInData) Interrupt();
    }

    private void Interrupt() => input.CancelPendingRead();
}
