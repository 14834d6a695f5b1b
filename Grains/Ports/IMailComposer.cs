using VoicemailOrleans.Core.Octets;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>
/// Reads voicemails and writes the mails we send. What is read depends on the profiles of the moment; what is written
/// on the state and its policy: the same of both gives the same octets.
/// </summary>
public interface IMailComposer
{
    /// <summary>
    /// Reads what a message is and what it carries. Total: the worst message is <see cref="MessageKind.TooComplex"/>.
    /// </summary>
    /// <param name="content">As received.</param>
    /// <param name="envelope">Who sent it: profiles may be for some senders alone.</param>
    MessageFacts Read(ReadOnlyMemory<byte> content, Envelope envelope);

    /// <summary>
    /// The octets of a recording after transfer decoding, readable as long as the content is; null when there is no
    /// such number.
    /// </summary>
    OctetSource? ReadRecording(ReadOnlyMemory<byte> content, int number);

    /// <summary>
    /// The mail to relay, in pieces that may point into <paramref name="content"/>. Mail that is not a voicemail, and
    /// any mail that cannot be changed safely, comes back as it is but for the trace fields on top. The content of a
    /// mail in quarantine is not even looked at.
    /// </summary>
    /// <param name="content">As received.</param>
    /// <param name="state">Facts and envelope.</param>
    /// <param name="transcriptions">By recording number; one without result counts as sent without waiting.</param>
    ComposedMail Compose(
        ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions);

    /// <summary>
    /// The content for a resend: <see cref="Compose"/> with the Resent- block of RFC 5322 section 3.6.6 on top.
    /// </summary>
    /// <param name="content">As received.</param>
    /// <param name="state">Facts and envelope.</param>
    /// <param name="transcriptions">By recording number.</param>
    /// <param name="delivery">One of those it is for: all of them have the same mail.</param>
    /// <param name="now">Its date.</param>
    ComposedMail ComposeResend(
        ReadOnlyMemory<byte> content,
        VoicemailState state,
        IReadOnlyList<TranscriptionState> transcriptions,
        Delivery delivery,
        DateTimeOffset now);

    /// <summary>
    /// The mail without a preview, for a server that takes no larger one: as it came, with the trace fields on top and,
    /// in a resend, the Resent- block.
    /// </summary>
    /// <param name="content">As received.</param>
    /// <param name="state">Facts and envelope.</param>
    /// <param name="delivery">One of those it is for.</param>
    /// <param name="now">The date of a resend.</param>
    ComposedMail ComposeBare(
        ReadOnlyMemory<byte> content, VoicemailState state, Delivery delivery, DateTimeOffset now);

    /// <summary>
    /// The late transcript of what was delivered: a short mail without the recording, that answers the first one. Null
    /// when it cannot be written.
    /// </summary>
    /// <param name="content">As received.</param>
    /// <param name="state">Facts and envelope.</param>
    /// <param name="transcriptions">By recording number.</param>
    /// <param name="round">Names the mail: another round is another mail.</param>
    /// <param name="at">Its date.</param>
    ComposedMail? ComposeLate(
        ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions, int round,
        DateTimeOffset at);

    /// <summary>
    /// A delivery status notification (RFC 3464): for the refused recipients of a message, those it was relayed to, and
    /// those who do not have it yet.
    /// </summary>
    ReadOnlyMemory<byte> ComposeReport(
        CorrelationId reportId,
        ReadOnlyMemory<byte> content,
        VoicemailState state,
        IReadOnlyList<Delivery> deliveries,
        DateTimeOffset now);
}

/// <summary>A mail ready to relay.</summary>
/// <param name="Content">Its octets, in pieces, line ends CRLF.</param>
/// <param name="Status">The value of X-Voicemail-Status; null when the mail was passed untouched.</param>
public sealed record ComposedMail(IReadOnlyList<ReadOnlyMemory<byte>> Content, string? Status);
