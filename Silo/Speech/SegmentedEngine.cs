using Polly;
using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Speech;

/// <summary>
/// One engine, whatever it is: splits the recording, has each segment recognised, and joins the words. Theory of
/// operation: the first segment goes alone. When the engine is out of service it is known after one request, before
/// anything is billed, and the answer is "later". From then on segments go side by side. What was heard is paid for and
/// worth having: for pieces that fail after their quick tries it is kept and the engine waited for, see
/// <see cref="Patience"/>; then they alone are asked for again, the first of them alone. What is missing after that, or
/// will never be heard, costs its words only: the transcript is marked partial, with a gap in its place.
/// </summary>
internal sealed partial class SegmentedEngine(
    ISegmentRecognizer recognizer,
    EngineBreaker breaker,
    ResiliencePipeline<SegmentOutcome> quickRetry,
    SpeechMetrics metrics,
    TimeProvider time,
    ILogger<SegmentedEngine> logger) : ISpeechEngine
{
    // Halved twice, 55 s become 14: an engine that refuses those, or shorter recordings, means something else.
    private static readonly TimeSpan HalvedMin = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public string Name => recognizer.Name;

    /// <inheritdoc/>
    public bool IsOnPremise => recognizer.IsOnPremise;

    /// <summary>Whether it is out of service, and why.</summary>
    public (bool IsOpen, string Reason) State => breaker.State;

    /// <inheritdoc/>
    public ValueTask<SpeechOutcome?> ForeseeAsync(
        string language, bool onPremiseOnly, string? engine, CancellationToken cancellationToken) =>
        new(Refuse(language, onPremiseOnly) ?? (breaker.Wait is { } wait ? OutOfService(wait) : null));

    /// <inheritdoc/>
    public async ValueTask<SpeechOutcome> TranscribeAsync(SpeechRequest request, CancellationToken cancellationToken)
    {
        if (Refuse(request.Language, request.OnPremiseOnly) is { } refusal) return refusal;
        IReadOnlyList<string> languages = [.. LanguageTags.Of(request.Language).Where(recognizer.Knows)];
        using var activity = Telemetry.StartStep("recognition")?.SetTag("speech.engine", Name);
        var segments = Segmenter.Split(request.Audio);
        if (segments.Count == 0) return new SpeechOutcome.NoSpeech(Name, TimeSpan.Zero);
        var pieces = await AskAsync(request, languages, segments, cancellationToken);
        var patience = new Patience(request.WantedBy, breaker, time);
        while (pieces.Exists(piece => piece.Outcome is SegmentOutcome.Heard)
            && pieces.FindAll(piece => piece.Passing is not null) is { Count: > 0 } missing
            && await patience.WaitAsync(
                missing.Max(piece => piece.Passing!.RetryAfter), missing.Max(piece => piece.Took), cancellationToken))
        {
            LogMissing(request.Id, Name, missing.Count, pieces.Count);
            var again = await AskAsync(
                request, languages, [.. missing.Select(piece => piece.Position)], cancellationToken);
            var known = pieces.Where(piece => piece.Passing is null);
            pieces = [.. known.Concat(again).OrderBy(piece => piece.Position.Start)];
        }

        return Combine(request, languages, pieces);
    }

    /// <summary>
    /// Asks for segments: for one, and when the engine is there for the others. The pieces they came to, in order.
    /// </summary>
    private async Task<List<Piece>> AskAsync(
        SpeechRequest request, IReadOnlyList<string> languages, IReadOnlyList<AudioSegment> segments,
        CancellationToken cancellationToken)
    {
        var pieces = new IReadOnlyList<Piece>[segments.Count];
        pieces[0] = await RecognizeAsync(request, languages, segments[0], cancellationToken);
        if (pieces[0] is [{ Passing: not null } down])
            return [.. segments.Select(segment => down with { Position = segment })];
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = recognizer.Concurrency,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(1, segments.Count, parallel, async (i, token) =>
            pieces[i] = await RecognizeAsync(request, languages, segments[i], token));
        return [.. pieces.SelectMany(piece => piece)];
    }

    private SpeechOutcome? Refuse(string language, bool onPremiseOnly)
    {
        if (onPremiseOnly && !IsOnPremise)
            return new SpeechOutcome.Rejected($"{Name} is not on the premises", NoTranscriptReason.MarkedPrivate);
        return LanguageTags.Of(language).Any(recognizer.Knows)
            ? null
            : new SpeechOutcome.Rejected($"{Name} does not know {language}", NoTranscriptReason.CouldNotBeTranscribed);
    }

    private SpeechOutcome.Unavailable OutOfService(TimeSpan wait) =>
        new($"{Name}: out of service: {breaker.State.Reason}", wait);

    private async Task<IReadOnlyList<Piece>> RecognizeAsync(
        SpeechRequest request, IReadOnlyList<string> languages, AudioSegment segment,
        CancellationToken cancellationToken)
    {
        using var stretch = request.Audio.Borrow(segment.Start, segment.End);
        var audio = stretch.Audio;
        var part = new SegmentRequest(request.Id, audio, languages)
        {
            Hints = request.Hints, MaskProfanity = request.MaskProfanity,
        };
        var began = time.GetTimestamp();
        var outcome = await TryAsync(part, cancellationToken);
        // "Too long" can be spurious: once more as it is, then in halves.
        if (outcome is SegmentOutcome.TooLong) outcome = await TryAsync(part, cancellationToken);
        if (outcome is not SegmentOutcome.TooLong tooLong)
            return [new Piece(segment, outcome, time.GetElapsedTime(began))];
        var halves = audio.Duration < HalvedMin ? [] : Segmenter.Split(audio, audio.Duration * 0.6);
        if (halves.Count == 0)
        {
            outcome = new SegmentOutcome.Failed(SegmentFailure.Permanent, tooLong.Message);
            return [new Piece(segment, outcome, time.GetElapsedTime(began))];
        }

        var pieces = new List<Piece>();
        foreach (var half in halves)
        {
            var position = half with
            {
                Start = segment.Start + half.Start,
                End = segment.Start + half.End,
                OverlapsPrevious = half.OverlapsPrevious || (half == halves[0] && segment.OverlapsPrevious),
            };
            pieces.AddRange(await RecognizeAsync(request, languages, position, cancellationToken));
        }

        return pieces;
    }

    private async Task<SegmentOutcome> TryAsync(SegmentRequest part, CancellationToken cancellationToken) =>
        await quickRetry.ExecuteAsync(async token =>
        {
            if (!breaker.TryEnter(out var wait))
                return new SegmentOutcome.Failed(
                    SegmentFailure.Transient, "out of service: " + breaker.State.Reason, wait);
            try
            {
                var started = metrics.Start();
                var outcome = await recognizer.RecognizeAsync(part, token);
                metrics.Record(Name, outcome, started);
                if (outcome is SegmentOutcome.Failed failed)
                    LogSegmentFailed(part.Id, Name, failed.Kind, failed.Message);
                if (breaker.Report(outcome)) LogOutOfService(part.Id, (SegmentOutcome.Failed)outcome);
                return outcome;
            }
            catch
            {
                breaker.Leave();
                throw;
            }
        }, cancellationToken);

    private SpeechOutcome Combine(
        SpeechRequest request, IReadOnlyList<string> languages, IReadOnlyList<Piece> pieces)
    {
        var heard = pieces.Where(piece => piece.Outcome is SegmentOutcome.Heard)
            .Select(piece => new HeardSegment(piece.Position, (SegmentOutcome.Heard)piece.Outcome)).ToList();
        var failures = pieces.Select(piece => piece.Outcome).OfType<SegmentOutcome.Failed>().ToList();
        var billed = heard.Aggregate(TimeSpan.Zero, (sum, segment) => sum + segment.Heard.Billed);
        if (heard.Exists(segment => segment.Heard.Words.Count > 0))
        {
            var words = TranscriptStitcher.Join([.. WithGaps(pieces, request.Audio.RateHz)], request.Audio.RateHz);
            var transcript = new Transcript
            {
                Words = words,
                Language = TranscriptStitcher.Language(heard, languages),
                Engine = Name,
                Confidence = TranscriptStitcher.Confidence(heard),
                IsPartial = failures.Count > 0,
            };
            metrics.RecordConfidence(transcript);
            return new SpeechOutcome.Heard(transcript, billed);
        }

        if (pieces.Select(piece => piece.Passing).FirstOrDefault(failure => failure is not null) is { } passing)
            return new SpeechOutcome.Unavailable($"{Name}: {passing.Message}", passing.RetryAfter);
        return failures.Count > 0
            ? new SpeechOutcome.Rejected($"{Name}: {failures[0].Message}", NoTranscriptReason.CouldNotBeTranscribed)
            : new SpeechOutcome.NoSpeech(Name, billed);
    }

    /// <summary>Pieces that follow each other and were not heard are one gap.</summary>
    private static IEnumerable<HeardSegment> WithGaps(IReadOnlyList<Piece> pieces, int rateHz)
    {
        for (var i = 0; i < pieces.Count; i++)
        {
            var (position, outcome, _) = pieces[i];
            var length = TimeSpan.FromSeconds((double)(position.End - position.Start) / rateHz);
            var gap = new TranscriptWord(Transcript.Gap, TimeSpan.Zero, length);
            if (outcome is SegmentOutcome.Heard heard) yield return new HeardSegment(position, heard);
            else if (i == 0 || pieces[i - 1].Outcome is SegmentOutcome.Heard)
                yield return new HeardSegment(position, new SegmentOutcome.Heard([gap], null, TimeSpan.Zero));
        }
    }

    private void LogOutOfService(CorrelationId id, SegmentOutcome.Failed failed)
    {
        if (failed.Kind == SegmentFailure.Configuration) LogConfiguration(id, Name, failed.Message);
        else LogFailing(id, Name, failed.Message);
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "{Id}: {Engine} did not recognise a segment ({Kind}): {Problem}")]
    private partial void LogSegmentFailed(CorrelationId id, string engine, SegmentFailure kind, string problem);

    [LoggerMessage(
        Level = LogLevel.Error, Message = "{Id}: {Engine} keeps failing and is out of service for a while: {Problem}")]
    private partial void LogFailing(CorrelationId id, string engine, string problem);

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "{Id}: {Engine} is out of service until its configuration is put right: {Problem}")]
    private partial void LogConfiguration(CorrelationId id, string engine, string problem);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Id}: {Engine} is asked again for {Missing} of {All} pieces; the others were heard")]
    private partial void LogMissing(CorrelationId id, string engine, int missing, int all);

    private sealed record Piece(AudioSegment Position, SegmentOutcome Outcome, TimeSpan Took)
    {
        /// <summary>Why it was not heard, when that may pass.</summary>
        public SegmentOutcome.Failed? Passing =>
            Outcome is SegmentOutcome.Failed { Kind: not SegmentFailure.Permanent } failed ? failed : null;
    }
}
