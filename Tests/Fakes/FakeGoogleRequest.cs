using System.Buffers.Binary;
using System.Text.Json.Nodes;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>One recognize request, checked as Google checks it.</summary>
public sealed record FakeGoogleRequest(string? Problem, string? Model, double Seconds, bool IsSilent, byte[] Content)
{
    private const int AlternativesMax = 3;

    private static readonly HashSet<string> Encodings = ["LINEAR16", "FLAC", "MULAW", "AMR", "AMR_WB", "OGG_OPUS", "SPEEX_WITH_HEADER_BYTE", "MP3", "WEBM_OPUS"];

    /// <summary>The languages that may be spoken.</summary>
    public IReadOnlyList<string> Languages { get; private init; } = [];

    public static FakeGoogleRequest Read(JsonObject body)
    {
        var config = body["config"] as JsonObject;
        if (config?["languageCode"] is null) return Invalid("Invalid recognition 'config': bad language code.");
        var encoding = (string?)config["encoding"];
        if (encoding is null || !Encodings.Contains(encoding)) return Invalid("Invalid recognition 'config': bad encoding..");
        var rate = (int?)config["sampleRateHertz"] ?? 0;
        if (rate is < 8000 or > 48000) return Invalid("Invalid recognition 'config': bad sample rate hertz.");
        byte[] content;
        try
        {
            content = Convert.FromBase64String((string?)body["audio"]?["content"] ?? "");
        }
        catch (FormatException)
        {
            return Invalid("Invalid value at 'audio.content' (TYPE_BYTES), Base64 decoding failed for \"...\"");
        }

        if (content.Length == 0) return Invalid("Exactly one of RecognitionAudio fields must be set.");
        var alternatives = config["alternativeLanguageCodes"] is JsonArray list ? list.Select(code => (string)code!).ToList() : [];
        if (alternatives.Count > AlternativesMax) return Invalid("Invalid recognition 'config': too many alternative language codes, the limit is 3.");
        var seconds = content.Length / (encoding == "MULAW" ? 1.0 : 2.0) / rate;
        return new FakeGoogleRequest(null, (string?)config["model"], seconds, IsQuiet(content), content)
        {
            Languages = [(string)config["languageCode"]!, .. alternatives],
        };
    }

    private static FakeGoogleRequest Invalid(string problem) => new(problem, null, 0, false, []);

    private static bool IsQuiet(byte[] content)
    {
        for (var i = 0; i + 1 < content.Length; i += 2)
            if (Math.Abs((int)BinaryPrimitives.ReadInt16LittleEndian(content.AsSpan(i))) > 200) return false;
        return true;
    }
}
