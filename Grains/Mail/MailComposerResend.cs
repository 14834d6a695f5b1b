using System.Globalization;
using VoicemailOrleans.Core.Mail.Dsn;
using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains.Mail;

/// <summary>Mails that are sent again, and the names of mails that are not the first one.</summary>
public sealed partial class MailComposer
{
    /// <inheritdoc/>
    public ComposedMail ComposeResend(
        ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions,
        Delivery delivery, DateTimeOffset now) =>
        Compose(content, state, transcriptions, delivery, now);

    /// <inheritdoc/>
    public ComposedMail ComposeBare(
        ReadOnlyMemory<byte> content, VoicemailState state, Delivery delivery, DateTimeOffset now) =>
        Stamp(
            MimeReader.Read(content), state, Resent(state, delivery, now),
            TranscriptStatus.NotTranscribed.HeaderValue());

    /// <summary>
    /// RFC 5322 section 3.6.6: on top, as one block; the envelope alone says to whom. None in the first round.
    /// </summary>
    private IReadOnlyList<(string Name, string Value)> Resent(
        VoicemailState state, Delivery? delivery, DateTimeOffset now) =>
        delivery is not { Round: > 0 }
            ? []
            :
            [
                ("Resent-From", $"Voicemail gateway <postmaster@{options.HostName}>"),
                ("Resent-Date", DsnComposer.Date(Local(now))),
                ("Resent-Message-ID", $"<{state.Id}.{ResendName(delivery)}@{options.HostName}>"),
            ];

    /// <summary>
    /// The name of its own that a resend needs when it has other words than a copy that may be there already; none for
    /// any other. It does not change from one attempt to the next, so that an uncertain one leaves no second mail.
    /// </summary>
    private (string Name, string Value)[] Renamed(MailFacts facts, VoicemailState state, Delivery? again) =>
        again is null ? []
        : state.CorrectionCount() is var corrections and > 0
            ? OwnName(facts, state, string.Create(CultureInfo.InvariantCulture, $"correction{corrections}"))
        : again.HasOtherCopy ? OwnName(facts, state, ResendName(again))
        : [];

    private static string ResendName(Delivery delivery) =>
        string.Create(CultureInfo.InvariantCulture, $"resend{delivery.Round}");

    /// <summary>
    /// A mail with other words than the first one needs a name of its own: Exchange and Gmail drop a mail whose
    /// Message-ID they have already. It answers the first one, so that both are shown together.
    /// </summary>
    private (string Name, string Value)[] OwnName(MailFacts facts, VoicemailState state, string suffix)
    {
        var first = facts.MessageId ?? $"<{state.Id}@{options.HostName}>";
        var own = $"<{state.Id}.{suffix}@{options.HostName}>";
        return [("Message-ID", own), ("In-Reply-To", first), ("References", first)];
    }
}
