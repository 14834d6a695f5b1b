using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Octets;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>
/// A composer that cannot be brought down by a message: what cannot be read or changed is relayed as it came. A defect
/// in the reader must cost the preview, never the voicemail.
/// </summary>
internal sealed class GuardedComposer(IMailComposer inner, ILogger logger) : IMailComposer
{
    /// <inheritdoc/>
    public MessageFacts Read(ReadOnlyMemory<byte> content, Envelope envelope)
    {
        try
        {
            return inner.Read(content, envelope);
        }
        catch (Exception e)
        {
            GrainLog.ComposerFailed(logger, e, "read a message");
            return Unread(content);
        }
    }

    /// <summary>What is known of a message without reading it.</summary>
    public static MessageFacts Unread(ReadOnlyMemory<byte> content) => new()
    {
        Kind = MessageKind.TooComplex,
        ContentHash = Convert.ToHexStringLower(SHA256.HashData(content.Span)),
    };

    /// <inheritdoc/>
    public OctetSource? ReadRecording(ReadOnlyMemory<byte> content, int number)
    {
        try
        {
            return inner.ReadRecording(content, number);
        }
        catch (Exception e)
        {
            GrainLog.ComposerFailed(logger, e, "read a recording");
            return null;
        }
    }

    /// <inheritdoc/>
    public ComposedMail Compose(
        ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions) =>
        AsItCameOnFailure(content, state.Id, () => inner.Compose(content, state, transcriptions));

    /// <inheritdoc/>
    public ComposedMail ComposeResend(
        ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions,
        Delivery delivery, DateTimeOffset now) =>
        AsItCameOnFailure(content, state.Id, () => inner.ComposeResend(content, state, transcriptions, delivery, now));

    /// <inheritdoc/>
    public ComposedMail ComposeBare(
        ReadOnlyMemory<byte> content, VoicemailState state, Delivery delivery, DateTimeOffset now) =>
        AsItCameOnFailure(content, state.Id, () => inner.ComposeBare(content, state, delivery, now));

    /// <summary>Everybody has the message: one that cannot be written is left out.</summary>
    public ComposedMail? ComposeLate(
        ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions, int round,
        DateTimeOffset at)
    {
        try
        {
            return inner.ComposeLate(content, state, transcriptions, round, at);
        }
        catch (Exception e)
        {
            GrainLog.ComposeFailed(logger, e, state.Id);
            return null;
        }
    }

    /// <summary>Not guarded: without a report there is nothing to send.</summary>
    public ReadOnlyMemory<byte> ComposeReport(
        CorrelationId reportId, ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<Delivery> deliveries,
        DateTimeOffset now) =>
        inner.ComposeReport(reportId, content, state, deliveries, now);

    private ComposedMail AsItCameOnFailure(ReadOnlyMemory<byte> content, CorrelationId id, Func<ComposedMail> compose)
    {
        try
        {
            return compose();
        }
        catch (Exception e)
        {
            GrainLog.ComposeFailed(logger, e, id);
            return new ComposedMail([content], null);
        }
    }
}
