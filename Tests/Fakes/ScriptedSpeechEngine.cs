using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>
/// An engine that knows recordings by heart: words by the SHA-256 of the samples, the same every time. Outcomes put on
/// the script come first, in order; while <see cref="Gate"/> is set, it waits for it before it answers.
/// </summary>
public sealed class ScriptedSpeechEngine(string name = "scripted", bool isOnPremise = true) : ISpeechEngine
{
    private readonly ConcurrentDictionary<string, string> texts = new();
    private readonly ConcurrentQueue<SpeechOutcome> script = new();
    private TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int calls;

    public string Name => name;

    public bool IsOnPremise => isOnPremise;

    /// <summary>How often it was asked.</summary>
    public int Calls => Volatile.Read(ref calls);

    /// <summary>Completes when it is asked the next time.</summary>
    public Task Asked => asked.Task;

    /// <summary>It answers when this completes.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>What it answers without hearing; null to hear.</summary>
    public SpeechOutcome? Foreseen { get; set; }

    /// <summary>What is said in a recording it does not know; null: nobody speaks.</summary>
    public string? OtherText { get; set; } = "hello this is a test";

    /// <summary>Confidence of its words.</summary>
    public double Confidence { get; set; } = 0.93;

    /// <summary>Teaches it a recording.</summary>
    public ScriptedSpeechEngine Knows(PcmAudio audio, string text)
    {
        texts[HashOf(audio)] = text;
        return this;
    }

    /// <summary>Answers so, once, before anything else.</summary>
    public ScriptedSpeechEngine Answers(params SpeechOutcome[] outcomes)
    {
        foreach (var outcome in outcomes) script.Enqueue(outcome);
        return this;
    }

    public ValueTask<SpeechOutcome?> ForeseeAsync(string language, bool onPremiseOnly, string? engine, CancellationToken cancellationToken) => new(Foreseen);

    public async ValueTask<SpeechOutcome> TranscribeAsync(SpeechRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref calls);
        Interlocked.Exchange(ref asked, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        if (Gate is { } gate) await gate.Task.WaitAsync(cancellationToken);
        if (script.TryDequeue(out var scripted)) return scripted;
        var text = texts.TryGetValue(HashOf(request.Audio), out var known) ? known : OtherText;
        return text is null ? new SpeechOutcome.NoSpeech(Name, TimeSpan.Zero) : new SpeechOutcome.Heard(Speak(text, request), TimeSpan.Zero);
    }

    // The words are spread evenly over the recording.
    private Transcript Speak(string text, SpeechRequest request)
    {
        var tokens = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var each = request.Audio.Duration / Math.Max(1, tokens.Length);
        return new Transcript
        {
            Words = [.. tokens.Select((token, i) => new TranscriptWord(token, each * i, each * (i + 0.9), Confidence))],
            Language = LanguageTags.First(request.Language),
            Engine = Name,
            Confidence = Confidence,
        };
    }

    private static string HashOf(PcmAudio audio) =>
        Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(audio.Samples.Span)));
}
