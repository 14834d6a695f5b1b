using System.Globalization;
using VoicemailOrleans.Core.Mail.Dsn;
using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains.Mail;

/// <summary>
/// The mail with a late transcript. It has the sender, the recipients and the subject of the first one, so that it is
/// filed beside it, and answers it, so that both are shown together. It has no recording: that is in the first mail. It
/// asks for no receipt either, because a receipt says that somebody has listened.
/// </summary>
public sealed partial class MailComposer
{
    /// <inheritdoc/>
    public ComposedMail? ComposeLate(
        ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions, int round,
        DateTimeOffset at)
    {
        var message = MimeReader.Read(content);
        var facts = MailFacts.Read(message);
        if (state.Quarantine is not null || facts.Kind != MailKind.Voicemail) return null;
        var preview = Preview(facts, state, transcriptions) with { IsLate = true };
        if (preview.Status is not (TranscriptStatus.Transcribed or TranscriptStatus.Partial)) return null;
        var status = preview.Status.HeaderValue();
        var name = string.Create(CultureInfo.InvariantCulture, $"late{round}");
        var mail = MimeRewriter.WriteReply(message, new MailEnhancement
        {
            TopFields =
            [
                ("Date", DsnComposer.Date(Local(at))),
                .. OwnName(facts, state, name),
                ("Auto-Submitted", "auto-generated"),
                (TraceFields.CorrelationId, state.Id.Value),
                (TraceFields.Status, status),
            ],
            Text = PreviewText.Render(preview),
            HtmlFragment = PreviewHtml.RenderFragment(preview),
            HtmlDocumentStart = PreviewHtml.DocumentStart(preview.Wording),
            SubjectWhenMissing = preview.Wording.SubjectWhenMissing,
            SubjectTag = SubjectTag(state) ?? options.SubjectTagTranscribed,
            KnownSubjectTags = KnownSubjectTags(state),
            Seed = $"{state.Id}/{name}",
        });
        return mail is null ? null : new ComposedMail(mail, status);
    }
}
