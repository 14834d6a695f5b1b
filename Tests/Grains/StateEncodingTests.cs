using System.Text;
using System.Text.Json;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Grains;

/// <summary>What packing keeps, what it rounds, what it refuses, and how small it must be.</summary>
public sealed class StateEncodingTests
{
    /// <summary>The measured 1,880 octets and a tenth.</summary>
    private const int ReferenceOctetsMax = 2_070;

    private const int Cases = 3_000;

    [Fact]
    public void ReferenceVoicemail_BothDocuments_StaySmall()
    {
        for (var number = 0; number < 20; number++)
        {
            var octets = GrainJson.Write(ReferenceVoicemail.Voicemail(number)).Length
                + GrainJson.Write(ReferenceVoicemail.Transcription(number)).Length;
            Assert.True(octets <= ReferenceOctetsMax, $"voicemail {number} takes {octets} octets");
        }
    }

    [Fact]
    public void Transcription_AnyWords_ComesBackAsItWas()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var state = RandomStates.Transcription(new Random(seed));
            var document = GrainJson.Write(state);
            Same(seed, state, GrainJson.ReadTranscription(document));
        }
    }

    [Fact]
    public void Voicemail_AnyState_ComesBackAsItWas()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var state = RandomStates.Voicemail(new Random(seed));
            Same(seed, state, GrainJson.ReadVoicemail(GrainJson.Write(state)));
        }
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(0.0, 0.0)]
    [InlineData(0.0049, 0.0)]
    [InlineData(0.29, 0.29)]
    [InlineData(0.4999, 0.49)]
    [InlineData(0.5, 0.5)]
    [InlineData(0.79999, 0.79)]
    [InlineData(0.98762912, 0.98)]
    [InlineData(1.0, 1.0)]
    public void Confidence_OfAWord_IsRoundedDownToTheHundredth(double? confidence, double? kept) =>
        Assert.Equal(kept, Again(new TranscriptWord("a", null, null, confidence), Known).Confidence);

    [Fact]
    public void Confidence_OfAnyHundredth_IsKept()
    {
        for (var i = 0; i <= 100; i++)
        {
            Assert.Equal(i / 100.0, Again(new TranscriptWord("a", null, null, i / 100.0)).Confidence);
            Assert.Equal(i / 100.0, Again(new TranscriptWord("a", null, null, i * 0.01)).Confidence);
            Assert.Equal(i / 100.0, Again(new TranscriptWord("a", null, null, (float)(i / 100.0))).Confidence);
        }
    }

    [Fact]
    public void Times_OfAWord_AreRoundedToTheMillisecondAndDoNotDrift()
    {
        var tick = TimeSpan.FromTicks(4_999);
        var words = Enumerable.Range(0, 1_000)
            .Select(i => new TranscriptWord("a", i * TimeSpan.FromMilliseconds(3) + tick, i * TimeSpan.FromMilliseconds(3) + 2 * tick))
            .ToList();
        var again = Again(words);
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromMilliseconds(1)), (again[0].Start, again[0].End));
        Assert.Equal((TimeSpan.FromMilliseconds(2997), TimeSpan.FromMilliseconds(2998)), (again[^1].Start, again[^1].End));
    }

    [Fact]
    public void Transcript_ConfidenceOfTheWhole_IsKeptExactly()
    {
        var state = Transcription([Known]);
        var again = GrainJson.ReadTranscription(GrainJson.Write(state));
        Assert.Equal(state.Result!.Transcript!.Confidence, again.Result!.Transcript!.Confidence);
    }

    /// <summary>Texts are cut to a number of UTF-16 units, which may be in the middle of a character.</summary>
    [Fact]
    public void Text_WithHalfACharacter_IsStoredWithAReplacementForIt() =>
        Assert.Equal("a\ufffd", Again(new TranscriptWord("a\ud83d")).Text);

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x01)]
    [InlineData(0x1f)]
    [InlineData(0x7c)]
    public void Document_OfAnUnknownForm_SaysThatANewerVersionWroteIt(byte form)
    {
        var document = GrainJson.Write(ReferenceVoicemail.Voicemail()).ToArray();
        document[0] = form;
        Assert.Contains("a newer version of this program wrote it",
            Assert.Throws<JsonException>(() => GrainJson.ReadVoicemail(document)).Message);
    }

    [Fact]
    public void Document_OfALaterFormat_SaysThatANewerVersionWroteIt()
    {
        var state = ReferenceVoicemail.Transcription() with { Format = TranscriptionState.NewestFormat + 1 };
        Assert.Contains("a newer one wrote it",
            Assert.Throws<JsonException>(() => GrainJson.ReadTranscription(GrainJson.Write(state))).Message);
    }

    [Fact]
    public void Document_CutAnywhereOrWithAnyOctetChanged_IsReadAsItWasOrThrows()
    {
        var state = ReferenceVoicemail.Voicemail();
        var document = GrainJson.Write(state).ToArray();
        for (var at = 0; at < document.Length; at++)
        {
            var changed = (byte[])document.Clone();
            changed[at] ^= 0x10;
            foreach (var damaged in new[] { document.AsMemory(0, at), changed })
                if (ReadOrNull(damaged) is { } read) Same(at, state, read);
        }

        static VoicemailState? ReadOrNull(ReadOnlyMemory<byte> document)
        {
            try
            {
                return GrainJson.ReadVoicemail(document);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    [Theory]
    [InlineData("""{"texts":["a","b"],"gaps":[1]}""")]
    [InlineData("""{"texts":["a"],"lengths":[1,2]}""")]
    [InlineData("""{"texts":["a"],"confidences":[]}""")]
    [InlineData("""{"gaps":[1]}""")]
    [InlineData("""{"texts":["a"],"gaps":[9223372036854775807]}""")]
    [InlineData("""{"texts":["a"],"gaps":[-900000000000000],"lengths":[-900000000000000]}""")]
    public void Columns_ThatNobodyWrote_Throw(string columns)
    {
        var json = Encoding.UTF8.GetString(GrainJson.Write(Transcription([])).Span)
            .Replace("""{"texts":[]}""", columns, StringComparison.Ordinal);
        Assert.Contains(columns, json, StringComparison.Ordinal);
        Assert.ThrowsAny<JsonException>(() => GrainJson.ReadTranscription(Encoding.UTF8.GetBytes(json)));
    }

    private static readonly TranscriptWord Known = new("b", TimeSpan.Zero, TimeSpan.FromSeconds(1), 0.5);

    private static TranscriptWord Again(params TranscriptWord[] words) => Again((IReadOnlyList<TranscriptWord>)words)[0];

    private static IReadOnlyList<TranscriptWord> Again(IReadOnlyList<TranscriptWord> words) =>
        GrainJson.ReadTranscription(GrainJson.Write(Transcription(words))).Result!.Transcript!.Words;

    private static TranscriptionState Transcription(IReadOnlyList<TranscriptWord> words)
    {
        var result = StoredStates.Transcriptions["transcription-untimed"].Result!;
        var transcript = result.Transcript! with { Words = words, Confidence = 0.912838512345678 };
        return StoredStates.Transcriptions["transcription-minimal"] with
        {
            Result = result with { Transcript = transcript },
        };
    }

    private static void Same<T>(int seed, T expected, T actual)
    {
        var (before, after) = (JsonSerializer.Serialize(expected), JsonSerializer.Serialize(actual));
        Assert.True(before == after, $"seed {seed}:\n{before}\n{after}");
    }
}
