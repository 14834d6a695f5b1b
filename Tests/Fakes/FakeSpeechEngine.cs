using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>An engine that answers as it is told; unless told, it hears two words with confidence 0.9.</summary>
public sealed class FakeSpeechEngine : ISpeechEngine
{
    /// <summary>What it answers.</summary>
    public Func<SpeechRequest, SpeechOutcome> Answer { get; set; } = _ => Heard("hello there", 0.9);

    /// <summary>Answers in its place.</summary>
    public Func<SpeechRequest, ValueTask<SpeechOutcome>>? AnswerAsync { get; set; }

    /// <summary>What it answers without hearing; null to hear.</summary>
    public SpeechOutcome? Foreseen { get; set; }

    /// <summary>What it was asked.</summary>
    public List<SpeechRequest> Requests { get; } = [];

    /// <inheritdoc/>
    public string Name => "fake";

    /// <inheritdoc/>
    public bool IsOnPremise => true;

    /// <summary>Words in an answer.</summary>
    public static SpeechOutcome Heard(string text, double? confidence, bool isPartial = false) =>
        new SpeechOutcome.Heard(
        new Transcript
        {
            Words = [.. text.Split(' ').Select(word => new TranscriptWord(word))],
            Language = "en-US", Engine = "fake", Confidence = confidence, IsPartial = isPartial,
        },
        TimeSpan.FromSeconds(15));

    /// <inheritdoc/>
    public ValueTask<SpeechOutcome?> ForeseeAsync(string language, bool onPremiseOnly, string? engine, CancellationToken cancellationToken) => new(Foreseen);

    /// <inheritdoc/>
    public ValueTask<SpeechOutcome> TranscribeAsync(SpeechRequest request, CancellationToken cancellationToken)
    {
        Requests.Add(request);
        return AnswerAsync is { } answer ? answer(request) : new(Answer(request));
    }
}
