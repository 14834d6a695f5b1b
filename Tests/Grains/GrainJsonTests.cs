using System.Text;
using System.Text.Json;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Grains;

/// <summary>The stored form: what format 1 wrote must be readable for ever.</summary>
public sealed class GrainJsonTests
{
    private const string Voicemail = """
        {"format":1,"id":"01kjpxp057yybbke9bjfg7bgk8","receivedAt":"2026-03-02T09:00:00+00:00",
        "envelope":{"reversePath":"pbx@example.com","recipients":[{"address":"anna@example.com","dsnNotify":"NEVER"}]},
        "sizeBytes":100,"stage":"Relaying","deliverBy":"2026-03-02T09:05:00+00:00",
        "facts":{"kind":"Voicemail","hasDate":true,"isPrivate":false,"contentHash":"ab","recordings":[
        {"number":1,"mediaType":"audio/wav","sizeBytes":4}]},
        "deliveries":[{"recipient":"anna@example.com","state":"Uncertain","attempts":1,
        "since":"2026-03-02T09:00:00+00:00",
        "round":0,"uncertainAttempts":1,"isReported":false}],
        "inFlight":{"attemptId":"silo-1","at":"2026-03-02T09:00:01+00:00","recipients":["anna@example.com"]},
        "resends":0,"history":[{"at":"2026-03-02T09:00:00+00:00","event":"received","detail":"100 octets"}]}
        """;

    private const string Transcription = """
        {"format":1,"id":"01kjpxp057yybbke9bjfg7bgk8","number":2,"createdAt":"2026-03-02T09:00:00+00:00",
        "language":"en-US","onPremiseOnly":true,"attempts":3,"result":{"status":"LowConfidence","transcript":{"words":[{"text":"hello",
        "start":"00:00:01"}],"language":"en-US","engine":"google","confidence":0.4,"isPartial":false},
        "duration":"00:00:07","codec":"PCM","at":"2026-03-02T09:01:00+00:00"}}
        """;

    private const string Intake =
        """{"format":1,"id":"01kjpxp057yybbke9bjfg7bgk8","until":"2026-03-04T09:00:00+00:00"}""";

    [Fact]
    public void Voicemail_OfFormat1_IsReadAndWrittenBack()
    {
        var state = GrainJson.ReadVoicemail(Bytes(Voicemail));
        Assert.Equal((VoicemailStage.Relaying, "silo-1"), (state.Stage, state.InFlight!.AttemptId));
        Assert.Equal((DeliveryState.Uncertain, 1), (state.Deliveries[0].State, state.Deliveries[0].UncertainAttempts));
        Assert.Equal(("NEVER", "audio/wav"),
            (state.Envelope.Recipients[0].DsnNotify, state.Facts!.Recordings[0].MediaType));
        Assert.Null(state.Quarantine);
        AssertStable(GrainJson.Write(state), document => GrainJson.Write(GrainJson.ReadVoicemail(document)));
    }

    [Fact]
    public void Voicemail_InQuarantine_KeepsItsStrikeOuts()
    {
        var quarantine = new Quarantine(DateTimeOffset.UnixEpoch, 2);
        var state = GrainJson.ReadVoicemail(Bytes(Voicemail)) with { Quarantine = quarantine };
        Assert.Equal(quarantine, GrainJson.ReadVoicemail(GrainJson.Write(state)).Quarantine);
    }

    [Fact]
    public void Transcription_OfFormat1_IsReadAndWrittenBack()
    {
        var state = GrainJson.ReadTranscription(Bytes(Transcription));
        Assert.Equal((2, TranscriptStatus.LowConfidence, "hello"),
            (state.Number, state.Result!.Status, state.Result.Transcript!.Text));
        Assert.Equal(TimeSpan.FromSeconds(1), state.Result.Transcript.Words[0].Start);
        AssertStable(GrainJson.Write(state), document => GrainJson.Write(GrainJson.ReadTranscription(document)));
    }

    [Fact]
    public void Intake_OfFormat1_IsReadAndWrittenBack() =>
        Assert.Equal(Intake, Encoding.UTF8.GetString(GrainJson.Write(GrainJson.ReadIntake(Bytes(Intake))).Span));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"format\":1")]
    public void Document_ThatIsDamaged_Throws(string document) =>
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => GrainJson.ReadVoicemail(Bytes(document)));

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static void AssertStable(
        ReadOnlyMemory<byte> written, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> again) =>
        Assert.Equal(written.ToArray(), again(written).ToArray());

    [Fact]
    public void Voicemail_OfANewerVersion_KeepsWhatThisOneDoesNotKnow()
    {
        const string Newer =
            """
            {"format":1,"id":"01k8w2v9z0000000000000000a","receivedAt":"2026-11-20T10:00:00Z","envelope":{"reversePath":"","recipients":[]},
            "sizeBytes":1,"stage":"Relaying","wishes":{"color":"blue"},
            "deliveries":[{"recipient":"anna@example.com","since":"2026-11-20T10:00:00Z","signedBy":"hsm-2"}]}
            """;
        var state = GrainJson.ReadVoicemail(Encoding.UTF8.GetBytes(Newer));
        var handedOn = state with { Stage = VoicemailStage.Closed, Deliveries = [state.Deliveries[0] with { Attempts = 1 }] };
        var written = Encoding.UTF8.GetString(StateEncoding.Decode(GrainJson.Write(handedOn)).Span);
        Assert.Contains("\"wishes\":{\"color\":\"blue\"}", written, StringComparison.Ordinal);
        Assert.Contains("\"signedBy\":\"hsm-2\"", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Voicemail_InAStageThatOnlyANewerVersionKnows_IsNotTakenForAnother()
    {
        var newer = Encoding.UTF8.GetBytes(
            """{"format":1,"id":"01k8w2v9z0000000000000000a","receivedAt":"2026-11-20T10:00:00Z","envelope":{"reversePath":"","recipients":[]},"sizeBytes":1,"stage":"Escrowed"}""");
        var error = Assert.Throws<JsonException>(() => GrainJson.ReadVoicemail(newer));
        Assert.Contains("stage", error.Message, StringComparison.Ordinal);
    }
}
