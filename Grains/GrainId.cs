using System.Globalization;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>The identity of a grain.</summary>
/// <param name="Kind">One of <see cref="GrainKinds"/>.</param>
/// <param name="Key">Unique within the kind; at most 200 characters of ASCII without blanks.</param>
public readonly record struct GrainId(string Kind, string Key)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind}/{Key}";

    /// <summary>The grain of a message.</summary>
    public static GrainId Voicemail(CorrelationId id) => new(GrainKinds.Voicemail, id.Value);

    /// <summary>The grain of a recording.</summary>
    public static GrainId Transcription(CorrelationId id, int number) =>
        new(GrainKinds.Transcription, string.Create(CultureInfo.InvariantCulture, $"{id.Value}/{number}"));

    /// <summary>The grain that remembers a message.</summary>
    public static GrainId Intake(string key) => new(GrainKinds.Intake, key);

    /// <summary>The grain of the phrases that people put right.</summary>
    public static GrainId Hints => new(GrainKinds.Hints, "all");
}

/// <summary>The kinds of grain there are. The names are stored.</summary>
public static class GrainKinds
{
    /// <summary>The journey of one message; key: correlation ID.</summary>
    public const string Voicemail = "voicemail";

    /// <summary>One recording; key: correlation ID, slash, number from 1.</summary>
    public const string Transcription = "transcription";

    /// <summary>Recognises a resent message; key: SHA-256 of envelope and content.</summary>
    public const string Intake = "intake";

    /// <summary>Phrases for the speech engines to expect; there is one.</summary>
    public const string Hints = "hints";
}
