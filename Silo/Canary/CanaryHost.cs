using System.Net;
using System.Net.Sockets;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Gateway;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Commands;

namespace VoicemailOrleans.Silo.Canary;

/// <summary>
/// A voicemail of our own, once an hour, through everything a real one needs: does the port answer, does the journal
/// take it, do silos transcribe it, does the smarthost accept it, and all of that in time? It enters behind the SMTP
/// session, so no client rule of a site stands in its way and no figure of mail received counts it. One that arrived is
/// deleted; one that did not stays, for whoever looks for the reason.
/// </summary>
internal sealed class CanaryHost(
    CanaryOptions options, IJournal journal, IVoicemailDesk desk, SmtpGateway gateway, Func<CorrelationId> newId,
    CanaryStatus status, TimeProvider clock, ILogger<CanaryHost> logger) : BackgroundService
{
    /// <summary>The user that its deletions are written down for.</summary>
    public const string User = "canary";

    private const string Sample = "m2-running-late.wav";

    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(First, clock, stoppingToken);
        while (true)
        {
            var started = clock.GetTimestamp();
            if (await FlyAsync(stoppingToken) is { } problem)
            {
                status.Failed(problem);
                CanaryLog.Failed(logger, problem);
            }

            var rest = Every - clock.GetElapsedTime(started);
            await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, clock, stoppingToken);
        }
    }

    /// <summary>Null when it arrived in time; else what is the matter.</summary>
    private async Task<string?> FlyAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        try
        {
            if (await KnockAsync(cancellationToken) is { } silence) return silence;
            var id = newId();
            var from = $"{User}@{options.HostName}";
            var mail = SampleMail.Build(
                SampleMail.Recording(Sample), Sample, from, options.Recipient, clock.GetUtcNow(),
                $"Voicemail canary of {options.HostName}");
            // From nobody: a report on it would tell a mailbox that there is not.
            var envelope = new Envelope("", [new EnvelopeRecipient(options.Recipient)]);
            var message = new JournalMessage(id, clock.GetUtcNow(), envelope, [mail]);
            var taken = await journal.AppendAsync(message, CancellationToken.None);
            if (taken != AppendResult.Durable) return $"the journal did not take it: {journal.Health.Problem}";
            return await FollowAsync(id, started, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return e.Message;
        }
    }

    /// <summary>The port must answer; what it says to this address is the site's affair.</summary>
    private async Task<string?> KnockAsync(CancellationToken cancellationToken)
    {
        if (gateway.Endpoint is not { } endpoint) return "the SMTP port is not open";
        var address = endpoint.Address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : endpoint.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : endpoint.Address;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerLimit);
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(address, endpoint.Port, limit.Token);
            if (options.IsBehindBalancers) return null; // it waits for a header that only they may send
            var answer = new byte[3];
            return await socket.ReceiveAsync(answer, limit.Token) > 0 ? null : $"port {endpoint.Port} hung up";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"port {endpoint.Port} did not answer within {AnswerLimit.TotalSeconds:F0} s";
        }
    }

    private async Task<string?> FollowAsync(CorrelationId id, long started, CancellationToken cancellationToken)
    {
        VoicemailState? state = null;
        while (state?.Stage != VoicemailStage.Closed)
        {
            if (clock.GetElapsedTime(started) > options.Patience) return $"{id} {Where(state)}";
            await Task.Delay(Glance, clock, cancellationToken);
            state = await desk.ReadAsync(id, cancellationToken);
        }

        if (state.ClosedAs != CloseReason.Delivered)
            return $"{id} was not delivered ({state.ClosedAs}): {state.Deliveries[0].Reply?.Text}";
        var took = clock.GetElapsedTime(started);
        status.Arrived(took);
        CanaryLog.Arrived(logger, id, (long)took.TotalMilliseconds);
        await desk.ActAsync(id, new VoicemailAction.Delete("It arrived.", AtOnce: true), User, cancellationToken);
        return null;
    }

    private string Where(VoicemailState? state)
    {
        var late = $"after {options.Patience.TotalMinutes:0.#} min";
        return state is null
            ? $"was still in the journal {late}"
            : $"was still {state.Stage} {late}: {state.Deliveries.FirstOrDefault()?.Reply?.Text ?? "no reply yet"}";
    }
}
