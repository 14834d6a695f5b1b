namespace VoicemailOrleans.Grains;

/// <summary>The identity of a grain.</summary>
/// <param name="Kind">One of <see cref="GrainKinds"/>.</param>
/// <param name="Key">Unique within the kind; at most 200 characters of ASCII without blanks.</param>
public readonly record struct GrainId(string Kind, string Key)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind}/{Key}";
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
}
