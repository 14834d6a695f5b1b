namespace VoicemailOrleans.Core.Transcripts;

/// <summary>What is left out of transcripts.</summary>
public enum RedactionLevel
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>Numbers of payment cards.</summary>
    Cards,

    /// <summary>Those, identity numbers, PINs, codes and passwords.</summary>
    All,
}
