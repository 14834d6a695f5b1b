using VoicemailOrleans.Core.Mail.Dsn;
using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Core.Mail.Profiles;
using VoicemailOrleans.Core.Octets;
using VoicemailOrleans.Core.People;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains.Mail;

/// <summary>
/// Reads voicemails and writes the mails we send, with the parts of Core that do not know each other. Whatever the
/// profiles say by then, a mail is written with the caller that was read at first: the same state under the same policy
/// gives the same octets, so a mail that is relayed again after a crash is the same mail.
/// </summary>
public sealed partial class MailComposer(
    MailComposerOptions options, IRules<VoicemailPolicies> policies, IRules<ProfileSet> profiles,
    IRules<PeopleDirectory> directory)
    : IMailComposer
{
    private const int UnsearchedMax = 10;

    /// <inheritdoc/>
    public MessageFacts Read(ReadOnlyMemory<byte> content, Envelope envelope)
    {
        var message = MimeReader.Read(content);
        var facts = MailFacts.Read(message, profiles.Current, envelope.ReversePath);
        // A name is filled in from a number that the mail has; what is withheld has none.
        var known = facts.Caller.Name is null ? directory.Current.FindByNumber(facts.Caller.Number)?.Name : null;
        return new MessageFacts
        {
            Kind = Kind(facts.Kind),
            MessageId = facts.MessageId,
            HasDate = facts.HasDate,
            Subject = facts.Subject,
            From = facts.From,
            CallerName = facts.Caller.Name ?? known,
            IsNameFromDirectory = known is not null,
            CallerNumber = facts.Caller.Number,
            Mailbox = facts.Caller.Mailbox,
            IsNumberWithheld = facts.Caller.IsWithheld,
            IsPrivate = facts.IsPrivate,
            ContentHash = MailFacts.HashContent(message),
            Recordings = [.. facts.Recordings.Select(Recording)],
            Unsearched = facts.Unsearched.Count == 0
                ? null
                : [.. facts.Unsearched.Take(UnsearchedMax).Select(part => ShownName(part) ?? part.Type.MediaType)],
        };
    }

    /// <inheritdoc/>
    public OctetSource? ReadRecording(ReadOnlyMemory<byte> content, int number)
    {
        var recordings = MailFacts.Read(MimeReader.Read(content)).Recordings;
        if (number < 1 || number > recordings.Count) return null;
        return recordings[number - 1].Open();
    }

    /// <inheritdoc/>
    public ComposedMail Compose(
        ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions) =>
        Compose(content, state, transcriptions, again: null, state.ReceivedAt);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> ComposeReport(
        CorrelationId reportId, ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<Delivery> deliveries,
        DateTimeOffset now) =>
        DsnComposer.Compose(new DeliveryReport
        {
            Id = reportId.Value,
            OriginalId = state.Id.Value,
            HostName = options.HostName,
            To = state.Envelope.ReversePath,
            At = Local(now),
            ArrivedAt = Local(state.ReceivedAt),
            EnvelopeId = state.Envelope.DsnEnvelopeId,
            ReturnsFull = string.Equals(state.Envelope.DsnReturn, "FULL", StringComparison.OrdinalIgnoreCase),
            Original = content,
            Recipients = [.. deliveries.Select(delivery => Reported(state, delivery))],
        });

    private ComposedMail Compose(
        ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions,
        Delivery? again, DateTimeOffset now)
    {
        var resent = Resent(state, again, now);
        if (state.Quarantine is not null)
            return new ComposedMail(
                MimeRewriter.StampUnread(content, [.. resent, (TraceFields.CorrelationId, state.Id.Value)]), null);
        var message = MimeReader.Read(content);
        var facts = MailFacts.Read(message);
        if (facts.Kind != MailKind.Voicemail) return Stamp(message, state, resent);

        var isCorrected = state.CorrectionCount() > 0;
        var renamed = Renamed(facts, state, again);
        var preview = Preview(facts, state, transcriptions);
        var status = preview.Status;
        var isShown = status is TranscriptStatus.Transcribed or TranscriptStatus.Partial;
        var removed = Removed(message, state, isRewritten: true);
        var enhanced = MimeRewriter.Enhance(message, new MailEnhancement
        {
            TopFields =
            [
                .. resent,
                .. Trace(message, state, removed).Where(field => !renamed.Any(own => own.Name == field.Name)),
                .. renamed,
                (TraceFields.Status, status.HeaderValue()),
            ],
            RemovedFields = [.. renamed.Select(field => field.Name), .. removed],
            Text = PreviewText.Render(preview),
            HtmlFragment = PreviewHtml.RenderFragment(preview),
            HtmlDocumentStart = PreviewHtml.DocumentStart(preview.Wording),
            OriginalHeading = preview.Wording.OriginalMessage,
            SubjectWhenMissing = preview.Wording.SubjectWhenMissing,
            SubjectTag = SubjectTag(state) ?? (!isShown ? options.SubjectTagAudio
                : isCorrected ? options.SubjectTagCorrected : options.SubjectTagTranscribed),
            KnownSubjectTags = KnownSubjectTags(state),
            Seed = state.Id.Value,
        });
        return enhanced is null ? Stamp(message, state, resent) : new ComposedMail(enhanced, status.HeaderValue());
    }

    private ComposedMail Stamp(
        MimeMessage message, VoicemailState state, IReadOnlyList<(string Name, string Value)> more,
        string? status = null)
    {
        var removed = Removed(message, state, isRewritten: false);
        List<(string, string)> top = [.. more, .. Trace(message, state, removed)];
        if (status is not null) top.Add((TraceFields.Status, status));
        return new ComposedMail(MimeRewriter.Stamp(message, top, removed), status);
    }

    /// <summary>
    /// The fields of a mail that a policy takes out. A signature of a mail that is not written into still fits, and of
    /// a header that was not read whole nothing is taken.
    /// </summary>
    private IReadOnlyList<string> Removed(MimeMessage message, VoicemailState state, bool isRewritten)
    {
        if (message.TooComplex is not null) return [];
        return
        [
            .. policies.Current.Of(state).RemovedHeaders.Where(name =>
                message.Root.Field(name) is not null && (isRewritten || name != RemovableHeaders.DkimSignature)),
        ];
    }

    /// <summary>What a policy says; null when none does.</summary>
    private string? SubjectTag(VoicemailState state) => policies.Current.Of(state).SubjectTag switch
    {
        null => null,
        var tag when string.IsNullOrWhiteSpace(tag) => "",
        var tag => tag.Trim() + " ",
    };

    private IReadOnlyList<string> KnownSubjectTags(VoicemailState state)
    {
        string?[] tags =
        [
            SubjectTag(state), options.SubjectTagTranscribed, options.SubjectTagAudio, options.SubjectTagCorrected,
        ];
        return [.. tags.OfType<string>().Where(tag => !string.IsNullOrWhiteSpace(tag))];
    }

    /// <summary>
    /// The correlation ID on every mail; Date and Message-ID where they are missing (RFC 6409 section 8.3). S/MIME and
    /// PGP sign the body alone, but a DKIM signature may cover the absence of a field (RFC 6376 section 5.4), and of a
    /// header that was not read whole nobody knows what is in it: there they are not added.
    /// </summary>
    private IEnumerable<(string Name, string Value)> Trace(
        MimeMessage message, VoicemailState state, IReadOnlyList<string> removed)
    {
        yield return (TraceFields.CorrelationId, state.Id.Value);
        if (removed.Count > 0) yield return (TraceFields.Removed, string.Join(", ", removed));
        var isSigned = message.Root.Field(RemovableHeaders.DkimSignature) is not null
            && !removed.Contains(RemovableHeaders.DkimSignature);
        if (message.TooComplex is not null || isSigned) yield break;
        if (message.Root.Field("Date") is null)
            yield return ("Date", DsnComposer.Date(Local(state.ReceivedAt)));
        if (message.Root.Field("Message-ID") is null) yield return ("Message-ID", $"<{state.Id}@{options.HostName}>");
    }

    private VoicemailPreview Preview(
        MailFacts facts, VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions)
    {
        var caller = Caller(facts, state);
        var results = transcriptions.ToDictionary(made => made.Number, made => state.Corrected(made).Result);
        var recordings = facts.Recordings.Select((part, index) =>
            Preview(part, index + 1, results.GetValueOrDefault(index + 1)) with
            {
                IsCorrected = state.CorrectionOf(index + 1) is not null,
            });
        return new VoicemailPreview
        {
            CorrelationId = state.Id.Value,
            CallerName = caller.Name,
            CallerNumber = caller.Number,
            IsNumberWithheld = caller.IsWithheld,
            Mailbox = caller.Mailbox,
            ReceivedAt = Local(state.ReceivedAt),
            Recordings = [.. recordings],
            Wording = PreviewWording.For(LanguageTags.First(policies.Current.Of(state).Language)),
            DoubtBelow = options.DoubtBelow,
            UnsureWordBelow = options.UnsureWordBelow,
        };
    }

    /// <summary>The caller as first read. What an older version read, by the built-in rules, is read again.</summary>
    private static CallerFacts Caller(MailFacts facts, VoicemailState state) =>
        state.Facts is { IsNumberWithheld: { } isWithheld } read
            ? new CallerFacts(read.CallerName, read.CallerNumber, read.Mailbox, isWithheld)
            : facts.Caller;

    private static RecordingPreview Preview(MimePart part, int number, TranscriptionResult? result) => new(
        number,
        ShownName(part),
        result?.Status ?? TranscriptStatus.NotTranscribed,
        result is null ? NoTranscriptReason.SentWithoutWaiting : result.Reason,
        result?.Transcript,
        result?.Duration);

    private static RecordingFacts Recording(MimePart part, int index) => new(
        index + 1,
        ShownName(part),
        part.Type.MediaType,
        TransferDecoding.DecodedLength(part.Body.Of(part.Content), part.Encoding));

    private DateTimeOffset Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, options.TimeZone);

    /// <summary>The last piece of a name that may be a path, of 100 characters at most.</summary>
    private static string? ShownName(MimePart part)
    {
        if (part.FileName is not { } name) return null;
        var shown = HeaderText.Clean(name[(name.LastIndexOfAny(['/', '\\']) + 1)..], 100);
        return shown is "" or "." or ".." ? null : shown;
    }

    private ReportedRecipient Reported(VoicemailState state, Delivery delivery)
    {
        var asked = state.Envelope.Recipients.FirstOrDefault(recipient => recipient.Address == delivery.Recipient);
        var action = delivery.State switch
        {
            DeliveryState.Refused => ReportAction.Failed,
            DeliveryState.Delivered => ReportAction.Relayed,
            _ => ReportAction.Delayed,
        };
        return new ReportedRecipient(action, delivery.Recipient)
        {
            OriginalRecipient = asked?.DsnOriginalRecipient,
            Code = delivery.Reply?.Code ?? 0,
            Status = delivery.Reply?.EnhancedCode,
            Text = delivery.Reply?.Text ?? "Not tried yet.",
            RemoteHost = delivery.Reply?.Host,
            LastAttemptAt = delivery.RepliedAt is { } at ? Local(at) : null,
            RetriedUntil = action == ReportAction.Delayed
                ? Local(delivery.Since + policies.Current.Of(state).RelayLifetime)
                : null,
        };
    }

    private static MessageKind Kind(MailKind kind) => kind switch
    {
        MailKind.Voicemail => MessageKind.Voicemail,
        MailKind.NoRecording => MessageKind.NoRecording,
        MailKind.Signed => MessageKind.Signed,
        MailKind.Encrypted => MessageKind.Encrypted,
        MailKind.AlreadyEnhanced => MessageKind.AlreadyEnhanced,
        MailKind.Automatic => MessageKind.Automatic,
        _ => MessageKind.TooComplex,
    };
}
