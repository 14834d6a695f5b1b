using System.Buffers.Binary;
using System.Text.Json.Nodes;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>One recognize request, checked as Google checks it.</summary>
public sealed record FakeGoogleRequest(string? Problem, string? Model, double Seconds, bool IsSilent, byte[] Content)
{
    private const double SecondsMax = 60;

    /// <summary>The languages that may be spoken.</summary>
    public IReadOnlyList<string> Languages { get; private init; } = [];

    public static FakeGoogleRequest Read(JsonObject body)
    {
        if (body["config"] is not JsonObject config) return Invalid("Invalid recognition 'config': bad language code.");
        if (FakeGoogleConfig.Problem(config) is { } problem) return Invalid(problem);
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
        var bytesPerSample = (string?)config["encoding"] == "MULAW" ? 1.0 : 2.0;
        var seconds = content.Length / bytesPerSample / (int)config["sampleRateHertz"]! / ((int?)config["audioChannelCount"] ?? 1);
        if (seconds > SecondsMax)
            return Invalid("Sync input too long. For audio longer than 1 min use LongRunningRecognize with a 'uri' parameter.");
        return new FakeGoogleRequest(null, (string?)config["model"], seconds, IsQuiet(content), content)
        {
            Languages = [(string)config["languageCode"]!, .. FakeGoogleConfig.AlternativeLanguages(config)],
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
