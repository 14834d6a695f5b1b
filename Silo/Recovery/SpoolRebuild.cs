using System.Text.Json;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Recovery;

/// <summary>
/// Makes grains again for messages in the spool that have none: the store was lost or fell back.
/// <see cref="VoicemailRebuild"/> says as what. Theory of operation: it may run at any time, beside the service, in
/// several processes and again and again. A grain is created at version 0 or not at all, so one that intake, or another
/// rebuild, made meanwhile wins. The grain is looked for first and the envelope file second, because a purge deletes
/// content before its grain: a message without grain whose envelope is still there was not purged. One file that cannot
/// be read is counted and does not hold up the rest; when others cannot be read either, it is the disk, and the rebuild
/// ends with its error, to be run again. The oldest go first;
/// reports after all mail, because whether a report is wanted is its message's to say.
/// </summary>
internal sealed partial class SpoolRebuild(
    IGrainStore store, FileSpool spool, IMailComposer composer, IRules<VoicemailPolicies> policies,
    TimeProvider clock, ILogger<SpoolRebuild> logger)
{
    /// <summary>Goes over the whole spool.</summary>
    public async Task<RebuildCount> RunAsync(CancellationToken cancellationToken)
    {
        var count = new RebuildCount();
        List<SpooledMessage> reports = [];
        foreach (var id in spool.EnumerateIds())
        {
            cancellationToken.ThrowIfCancellationRequested();
            count.Messages++;
            if (await store.ReadAsync(GrainId.Voicemail(id), cancellationToken) is not null) continue;
            var message = await TryReadAsync<SpooledMessage>(id, count, () => new(spool.ReadEnvelope(id)?.ToMessage()));
            if (message is null) continue;
            if (message.ReportOn is null) await MakeAsync(message, count, cancellationToken);
            else reports.Add(message);
        }

        foreach (var report in reports)
            if (await IsForgottenAsync(store, report, cancellationToken))
                await spool.DeleteContentAsync(report.Id, cancellationToken);
            else if (await IsWantedAsync(store, report, cancellationToken))
                await MakeAsync(report, count, cancellationToken);
        LogDone(count.Messages, count.Made, count.Delivered, count.Closed, count.Unreadable);
        return count;
    }

    /// <summary>
    /// Whether a report without grain needs one. While its message has a grain that names no report, that one will
    /// write it again if it is wanted, or delete it along with itself.
    /// </summary>
    public static async ValueTask<bool> IsWantedAsync(
        IGrainStore store, SpooledMessage report, CancellationToken cancellationToken)
    {
        var record = await store.ReadAsync(GrainId.Voicemail(report.ReportOn!.Value), cancellationToken);
        try
        {
            return record is null || GrainJson.ReadVoicemail(record.State).ReportedBy is not null;
        }
        catch (JsonException)
        {
            return true; // that message will do nothing more
        }
    }

    /// <summary>
    /// Whether a report is of a round that its message, in a store that fell back, knows nothing of any more: then
    /// nobody will ever look for it. The report was found first and the message is read second, so a round that is
    /// under way is known.
    /// </summary>
    public static async ValueTask<bool> IsForgottenAsync(
        IGrainStore store, SpooledMessage report, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(GrainId.Voicemail(report.ReportOn!.Value), cancellationToken) is not { } record)
            return false;
        try
        {
            var state = GrainJson.ReadVoicemail(record.State);
            return state.ReportedBy is null && !VoicemailMachine.ReportIds(state).Contains(report.Id);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private async ValueTask<T?> TryReadAsync<T>(CorrelationId id, RebuildCount count, Func<ValueTask<T?>> read)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is InvalidDataException || spool.IsOfOneMessage(id, e))
        {
            count.Unreadable++;
            LogUnreadable(e, id);
            return null;
        }
    }

    private async ValueTask MakeAsync(SpooledMessage message, RebuildCount count, CancellationToken cancellationToken)
    {
        var marks = await TryReadAsync<SpoolMarks>(
            message.Id, count, async () => await spool.ReadMarksAsync(message.Id, cancellationToken));
        if (marks is null) return; // whoever has it would get it again
        // Facts are for the list of closed messages; all others are read by their first turn.
        var isMarked = marks.Delivered.Count > 0 || marks.Closed is not null;
        var facts = isMarked && message.ReportOn is null ? await ReadFactsAsync(message, cancellationToken) : null;
        var recipients = message.Envelope.Recipients.Select(recipient => recipient.Address);
        var policy = policies.Current.Of([.. recipients], facts?.Mailbox);
        var step = VoicemailRebuild.Next(message, marks, facts, policy, clock.GetUtcNow());
        var id = GrainId.Voicemail(message.Id);
        var dueAt = VoicemailMachine.DueAt(step.State, policy, clock.GetUtcNow());
        GrainWrite voicemail = new GrainWrite.Put(id, 0, GrainJson.Write(step.State), dueAt);
        var memories = step.Effects.OfType<VoicemailEffect.Remember>().Select(remember => new GrainWrite.Put(
            GrainId.Intake(remember.Key), 0, GrainJson.Write(remember.State), remember.State.Until));
        var result = await store.CommitAsync(new GrainCommit([voicemail, .. memories]), cancellationToken);
        // Another message is remembered in its place: that one is as good.
        if (result.Conflict is { Kind: GrainKinds.Intake })
            result = await store.CommitAsync(new GrainCommit([voicemail]), cancellationToken);
        if (!result.Written) return;
        count.Made++;
        if (step.State.ClosedAs == CloseReason.Delivered) count.Delivered++;
        else if (step.State.Stage == VoicemailStage.Closed) count.Closed++;
        LogMade(message.Id, step.State.ClosedAs is { } reason ? $"{reason}" : $"{step.State.Stage}");
    }

    private async ValueTask<MessageFacts?> ReadFactsAsync(SpooledMessage message, CancellationToken cancellationToken)
    {
        SpooledContent? content = null;
        try
        {
            content = await spool.OpenIntactAsync(message.Id, logger, cancellationToken);
            return content is null ? null : composer.Read(content.Octets, message.Envelope);
        }
        catch (Exception e) when (e is not OperationCanceledException
            && (e is not (IOException or UnauthorizedAccessException) || spool.IsOfOneMessage(message.Id, e)))
        {
            LogNotRead(e, message.Id); // it costs the list a subject, not the rebuild
            return null;
        }
        finally
        {
            content?.Dispose();
        }
    }

    [LoggerMessage(LogLevel.Information, "{Id} had no grain: made again as {State}")]
    private partial void LogMade(CorrelationId id, string state);

    [LoggerMessage(LogLevel.Critical, "{Id} has no grain, and its envelope or its marks cannot be read to make it again")]
    private partial void LogUnreadable(Exception error, CorrelationId id);

    [LoggerMessage(LogLevel.Error, "{Id}: the content of a message made again could not be read")]
    private partial void LogNotRead(Exception error, CorrelationId id);

    [LoggerMessage(LogLevel.Information,
        "Of {Messages} messages in the spool {Made} were made again: {Delivered} delivered, {Closed} otherwise closed; "
        + "{Unreadable} could not be read")]
    private partial void LogDone(long messages, long made, long delivered, long closed, long unreadable);
}
