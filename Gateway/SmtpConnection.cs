using System.Buffers;
using System.Diagnostics;
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
/// A read is interrupted by the deadline or by shutdown, which gives 421 between messages and lets DATA finish first.
/// </summary>
internal sealed class SmtpConnection : IAsyncDisposable
{
    private const int UnflushedBytesMax = 16 * 1024;

    private readonly GatewayServices services;
    private readonly ConnectionContext connection;
    private readonly IPAddress client;
    private readonly SessionDeadline deadline;
    private readonly SmtpSession session;
    private readonly TlsKind kind;
    private IncomingMessage? incoming; // not before there is content
    private SslStream? tls;
    private volatile PipeReader input;
    private PipeWriter output;
    private volatile bool isDraining;
    private bool hasAnswered; // since the deadline was last moved
    private bool wasInData;
    private long dataSince;
    private DataPace pace;

    public SmtpConnection(GatewayServices services, ConnectionContext connection, IPAddress client, TlsKind kind)
    {
        this.services = services;
        this.connection = connection;
        this.client = client;
        this.kind = kind;
        session = new SmtpSession(services.Options.Session, kind == TlsKind.Implicit, services.Certificate is not null);
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
            if (kind == TlsKind.Implicit && !await HandshakeAsync()) return;
            using var shutdown = ShutdownToken.Register(Drain);
            Send(session.Greeting);
            MoveDeadline();
            await LoopAsync();
        }
        finally
        {
            using (About()) services.Metrics.SessionEnded(session.AuthFailures);
        }
    }

    /// <summary>Says one reply instead of the greeting and closes.</summary>
    public async Task TurnAwayAsync(SmtpReply reply)
    {
        deadline.Set(Linger.Timeout);
        if (kind != TlsKind.Implicit) await CloseAsync(reply);
    }

    public async ValueTask DisposeAsync()
    {
        deadline.Dispose();
        incoming?.Clear();
        if (tls is not null) await tls.DisposeAsync();
    }

    private IncomingMessage Incoming => incoming ??= new IncomingMessage(services, session, client);

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
                input.AdvanceTo(result.Buffer.Start);
                await CloseAsync(HostReplies.TimedOut);
                return;
            }

            var rest = result.Buffer;
            var failures = session.AuthFailures;
            var step = Advance(ref rest);
            pace.Add(result.Buffer.Length - rest.Length);
            if (step == Step.StartTls) rest = rest.Slice(rest.End); // nothing said in clear reaches the inside of TLS
            input.AdvanceTo(rest.Start, step == Step.NeedMore ? rest.End : rest.Start);
            if (session.AuthFailures > failures) await PunishAsync(session.AuthFailures - failures);
            if (!await CarryOutAsync(step, result.IsCompleted)) return;
        }
    }

    /// <summary>Holds the reply to a wrong password back; a stop does not wait for it.</summary>
    private async Task PunishAsync(int failures)
    {
        var wait = services.AuthPenalty.Add(client, failures);
        await Task.Delay(wait, services.Time, ShutdownToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
            case Step.Quit or Step.Close:
                await EndAsync(lingers: step == Step.Close);
                return false;
            case Step.NeedMore when isLastInput:
                await FlushAsync();
                if (session.IsInData) services.Logger.HungUpInData(client, connection.ConnectionId);
                return false;
        }

        MoveDeadline();
        return true;
    }

    /// <summary>Lets the session take what it can; replies go to the output, content to its buffer.</summary>
    private Step Advance(ref ReadOnlySequence<byte> rest)
    {
        session.Intake = JournalIntake.Ask(services);
        while (output.UnflushedBytes < UnflushedBytesMax)
        {
            var next = session.Next(ref rest);
            if (next.Reply is not null) Send(next.Reply);
            if (session.Transaction is null) incoming?.Clear(); // RSET between two chunks and its like
            switch (next.Kind)
            {
                case SessionEventKind.NeedMore:
                    return Step.NeedMore;
                case SessionEventKind.Content when !Incoming.TryAppend(next.Content):
                    session.RefuseContent();
                    Incoming.Clear();
                    break;
                case SessionEventKind.Discard:
                    Incoming.Clear();
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

    /// <summary>The final dot has come: the journal stores, the session says what became of it.</summary>
    private async Task StoreAsync()
    {
        deadline.Suspend();
        var began = services.Time.GetTimestamp();
        var bytes = Incoming.Length;
        var message = Incoming.Complete();
        using var activity = Telemetry.StartReceipt(message.Id, connection.ConnectionId, client.ToString());
        var outcome = await JournalIntake.AppendAsync(services, message);
        Incoming.Clear();
        Send(session.Conclude(outcome, message.Id.Value));
        MoveDeadline();
        await FlushAsync();
        var took = services.Time.GetElapsedTime(began);
        services.Metrics.Acknowledged(took);
        var (reversePath, recipients) = message.Envelope;
        var from = AddressMask.Mask(reversePath);
        if (outcome != StorageState.Open)
        {
            services.Logger.NotStored(message.Id, from, client, connection.ConnectionId);
            return;
        }

        services.Metrics.Accepted(bytes);
        services.Logger.Accepted(
            message.Id, from, AddressMask.Mask(recipients[0].Address), recipients.Count, bytes, took.TotalMilliseconds,
            client, connection.ConnectionId);
    }

    /// <summary>What is still in the pipes by now can only be the client's handshake, or the handshake fails.</summary>
    private async Task<bool> HandshakeAsync()
    {
        deadline.Suspend();
        try
        {
            tls = await TlsHandshake.AcceptAsync(connection.Transport, services, kind);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException)
        {
            using (About()) services.Metrics.HandshakeFailed();
            services.Logger.HandshakeFailed(client, connection.ConnectionId, e.Message);
            return false;
        }

        input = TlsHandshake.ReaderOf(tls);
        output = TlsHandshake.WriterOf(tls);
        return true;
    }

    private void Send(SmtpReply reply)
    {
        hasAnswered = true;
        output.Write(reply.Wire);
        if (!reply.IsRefusal) return;
        using (About()) services.Metrics.Refused(reply);
        services.Logger.Refused(client, connection.ConnectionId, reply);
    }

    /// <summary>What is counted inside concerns this session; one for all of it would be held by every idle one.</summary>
    private Activity? About() => Telemetry.StartSession(connection.ConnectionId, client.ToString());

    private ValueTask<FlushResult> FlushAsync() => output.UnflushedBytes > 0 ? output.FlushAsync() : default;

    private Task CloseAsync(SmtpReply reply)
    {
        Send(reply);
        return EndAsync(lingers: true);
    }

    private async Task EndAsync(bool lingers)
    {
        await FlushAsync();
        if (tls is not null) await tls.ShutdownAsync();
        if (lingers) await Linger.ReadAsync(connection.Transport.Input, services.Time);
    }

    /// <summary>A command has a fixed time, however its octets trickle in; data has its pace.</summary>
    private void MoveDeadline()
    {
        if (session.IsInData)
        {
            if (!wasInData) (dataSince, pace) = (services.Time.GetTimestamp(), new DataPace(services.Options));
            deadline.Set(pace.Left(services.Time.GetElapsedTime(dataSince)));
        }
        else if (hasAnswered || wasInData)
        {
            deadline.Set(services.Options.CommandTimeout);
        }

        wasInData = session.IsInData;
        hasAnswered = false;
    }

    private void Drain()
    {
        isDraining = true;
        if (!session.IsInData) Interrupt();
    }

    private void Interrupt() => input.CancelPendingRead();
}
