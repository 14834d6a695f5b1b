using VoicemailOrleans.Core.Mail.Smtp.Client;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Smarthost;

/// <summary>
/// Relays messages to the smarthost over pooled connections. Failures of the connection defer the mail; a connection
/// that had died while idle is replaced without anybody noticing. Cancellation counts until the final dot; from there
/// to its reply only the end of the process does, after a grace time.
/// </summary>
internal sealed class SmarthostClient : ISmarthost, IAsyncDisposable
{
    private readonly SmarthostOptions options;
    private readonly SmarthostHosts hosts;
    private readonly SmarthostPool pool;
    private readonly SmarthostDialer dialer;
    private readonly SmarthostStatus status;
    private readonly SmarthostMetrics metrics;
    private readonly TimeProvider time;
    private readonly ILogger<SmarthostClient> logger;
    private readonly CancellationTokenSource abort;

    public SmarthostClient(
        SmarthostOptions options, SmarthostStatus status, SmarthostMetrics metrics, TimeProvider time,
        ILogger<SmarthostClient> logger)
    {
        options.Validate();
        this.options = options;
        this.status = status;
        this.metrics = metrics;
        this.time = time;
        this.logger = logger;
        abort = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        hosts = new SmarthostHosts(options.All, time);
        dialer = new SmarthostDialer(options, hosts, time);
        pool = new SmarthostPool(options, metrics, time);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<RecipientOutcome>> RelayAsync(
        RelayRequest request,
        Func<IReadOnlyList<string>, CancellationToken, ValueTask<bool>> beforeFinalDot,
        CancellationToken cancellationToken)
    {
        using var activity = Telemetry.StartStep("relay")?.SetTag("recipients", request.Recipients.Count);
        var started = time.GetTimestamp();
        var job = ToJob(request, beforeFinalDot);
        await pool.EnterAsync(cancellationToken);
        try
        {
            var relayed = await RelayAsync(request.Id, job, cancellationToken);
            var results = relayed.Results;
            Report(request.Id, results, time.GetElapsedTime(started));
            if (request.IsOriginal && results.Any(result => result.Kind == ResultKind.Delivered))
                metrics.Delivered(time.GetUtcNow() - request.Id.Time);
            if (request.IsLate) metrics.Followed(results.Count(result => result.Kind == ResultKind.Delivered));
            return [.. results.Zip(request.Recipients, (result, to) => ToOutcome(relayed, to, result))];
        }
        finally
        {
            pool.Leave();
        }
    }

    /// <summary>The process is about to end: replies to final dots are waited for, but not for ever.</summary>
    public void BeginShutdown() => abort.CancelAfter(options.ShutdownGrace);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await pool.DisposeAsync();
        dialer.Dispose();
        abort.Dispose();
    }

    /// <summary>
    /// Over the first server that serves. One that fails the message before anybody is settled rests, and the next one
    /// is tried at once: a message that waits meets the same server again, its rest being over by then.
    /// </summary>
    private async ValueTask<Relayed> RelayAsync(CorrelationId id, RelayJob job, CancellationToken cancellationToken)
    {
        var order = hosts.Order();
        if (status.Paused() is { } pause) return DeferAll(order[0], job, pause.Reply);
        SessionFailure? failure = null;
        Relayed? first = null;
        for (var left = order; left.Count > 0;)
        {
            var (relayed, notOpened) = await TryAsync(id, left, job, cancellationToken);
            failure ??= notOpened;
            if (relayed is null) break;
            if (relayed.Failure is null or { Kind: FailureKind.GivenUp }
                || relayed.Results.Any(result => result.Kind != ResultKind.Deferred))
            {
                NoteRelayed(id, order[0], relayed, failure);
                return relayed;
            }

            first ??= relayed;
            failure ??= relayed.Failure;
            left = [.. left.SkipWhile(host => host != relayed.Host).Skip(1)];
        }

        Note(id, order[0], failure!);
        return first ?? DeferAll(order[0], job, failure!.Reply);
    }

    /// <summary>
    /// What the first server that opens says, null when none does; and why the first of the list did not open.
    /// </summary>
    private async ValueTask<(Relayed? Relayed, SessionFailure? NotOpened)> TryAsync(
        CorrelationId id, IReadOnlyList<SmarthostAddress> order, RelayJob job, CancellationToken cancellationToken)
    {
        if (pool.Take(order[0]) is { } idle)
        {
            if (await SendAsync(id, idle, job, cancellationToken) is { } relayed) return (relayed, null);
            SmarthostLog.Stale(logger, id, order[0]);
        }

        var dialled = await dialer.DialAsync(order, cancellationToken);
        if (dialled.Failure is { } failure) metrics.NotOpened(failure.Kind);
        if (dialled.Connection is not { } connection) return (null, dialled.Failure);
        metrics.Opened(connection.IsEncrypted);
        if (!connection.IsEncrypted && options.Tls == TlsPolicy.StartTls)
            SmarthostLog.InClear(logger, id, connection.Host);
        return (await SendAsync(id, connection, job, cancellationToken), dialled.Failure);
    }

    /// <summary>
    /// The results, or null when the connection turned out to be dead and the message may go over another.
    /// </summary>
    private async ValueTask<Relayed?> SendAsync(
        CorrelationId id, SmarthostConnection connection, RelayJob job, CancellationToken cancellationToken)
    {
        var session = connection.Session;
        try
        {
            await connection.SendAsync(job, cancellationToken);
        }
        catch (Exception error) when (
            session.IsDotOut || session.Results.Any(result => result?.Kind == ResultKind.Delivered))
        {
            // What was delivered, or may have been, must not be forgotten for the sake of a cancellation or a failure.
            if (error is OperationCanceledException) session.GiveUp("cancelled");
            else SmarthostLog.Broke(logger, id, error);
            session.ConnectionLost(error.Message);
        }
        finally
        {
            pool.Return(connection);
        }

        if (session.IsStale) return null;
        IReadOnlyList<RecipientResult> results = [.. session.Results.Select(result => result!)];
        var failure = session.Failure ?? Unwell(results);
        if (failure is null) hosts.Served(connection.Host);
        // What broke after a dot may be this message's doing: a scanner that died of it.
        else if (failure.Kind != FailureKind.GivenUp && results.All(result => result.Kind != ResultKind.Uncertain))
            hosts.Failed(connection.Host);
        return new Relayed(connection.Host, results, session.Offered.Dsn, failure);
    }

    /// <summary>The session went well, and yet the server could take the message for nobody.</summary>
    private static SessionFailure? Unwell(IReadOnlyList<RecipientResult> results) =>
        results.All(result => result.Reply.SaysServerIsUnwell)
            ? new SessionFailure(FailureKind.Transient, results[0].Reply)
            : null;

    private void NoteRelayed(CorrelationId id, SmarthostAddress wanted, Relayed relayed, SessionFailure? before)
    {
        if (before is not null)
            SmarthostLog.Instead(logger, id, relayed.Host, wanted, SmarthostLog.Describe(before.Reply));
        if (before is not null || relayed.Host == options.All.First()) status.Opened(relayed.Host, before);
        if (relayed.Failure is null) status.Succeeded();
        else if (relayed.Failure.Kind != FailureKind.GivenUp) Note(id, relayed.Host, relayed.Failure);
    }

    private void Note(CorrelationId id, SmarthostAddress host, SessionFailure failure)
    {
        var reply = SmarthostLog.Describe(failure.Reply);
        if (status.Failed(failure)) SmarthostLog.Alarm(logger, id, host, failure.Kind, reply);
        else SmarthostLog.Failed(logger, id, host, failure.Kind, reply);
    }

    private void Report(CorrelationId id, IReadOnlyList<RecipientResult> results, TimeSpan elapsed)
    {
        metrics.Took(elapsed);
        foreach (var result in results) metrics.Relayed(result.Kind);
        SmarthostLog.Relayed(
            logger, id, Count(ResultKind.Delivered), Count(ResultKind.Deferred), Count(ResultKind.Refused),
            Count(ResultKind.Uncertain), (long)elapsed.TotalMilliseconds, SmarthostLog.Describe(results[^1].Reply));

        int Count(ResultKind kind) => results.Count(result => result.Kind == kind);
    }

    private RelayJob ToJob(
        RelayRequest request, Func<IReadOnlyList<string>, CancellationToken, ValueTask<bool>> beforeFinalDot)
    {
        var recipients = request.Recipients.Select(
            to => new ClientRecipient(to.Address, to.DsnNotify, to.DsnOriginalRecipient));
        var message = new ClientMessage(
            request.Envelope.ReversePath,
            [.. recipients],
            ContentFacts.Of(request.Content))
        {
            SmtpUtf8 = request.Envelope.SmtpUtf8,
            EightBitMime = request.Envelope.EightBitMime,
            DsnReturn = request.Envelope.DsnReturn,
            DsnEnvelopeId = request.Envelope.DsnEnvelopeId,
        };
        return new RelayJob(message, request.Content, AskAsync, TellAsync, abort.Token);

        async ValueTask<bool> AskAsync(IReadOnlyList<int> accepted, CancellationToken cancellationToken)
        {
            try
            {
                var addresses = accepted.Select(at => request.Recipients[at].Address);
                return await beforeFinalDot([.. addresses], cancellationToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                SmarthostLog.NotAllowed(logger, request.Id, error);
                return false;
            }
        }

        async ValueTask TellAsync(SmarthostConnection connection)
        {
            if (request.OnDelivered is not { } tell) return;
            var relayed = new Relayed(connection.Host, [], connection.Session.Offered.Dsn);
            var delivered = request.Recipients.Zip(connection.Session.Results)
                .Where(pair => pair.Second?.Kind == ResultKind.Delivered)
                .Select(pair => ToOutcome(relayed, pair.First, pair.Second!));
            await tell([.. delivered]);
        }
    }

    private static Relayed DeferAll(SmarthostAddress host, RelayJob job, SmtpReply reply) => new(
        host, [.. job.Message.Recipients.Select(_ => new RecipientResult(ResultKind.Deferred, reply))]);

    private static RecipientOutcome ToOutcome(Relayed relayed, EnvelopeRecipient to, RecipientResult result) => new(
        to.Address,
        result.Kind switch
        {
            ResultKind.Delivered => DeliveryState.Delivered,
            ResultKind.Refused => DeliveryState.Refused,
            ResultKind.Uncertain => DeliveryState.Uncertain,
            _ => DeliveryState.Deferred,
        },
        new DeliveryReply(
            result.Reply.Code, result.Reply.EnhancedCode, result.Reply.Text, relayed.Host.ToString(),
            result.Kind == ResultKind.Delivered && to.DsnNotify is not null ? relayed.IsDsnOffered : null));

    /// <summary>What a server said to a message; and how it failed us, if it did.</summary>
    private sealed record Relayed(
        SmarthostAddress Host, IReadOnlyList<RecipientResult> Results, bool IsDsnOffered = false,
        SessionFailure? Failure = null);
}
