namespace VoicemailOrleans.Core.Mail.Smtp.Server;

/// <summary>Whether messages can be stored, and what became of one.</summary>
public enum StorageState
{
    /// <summary>They can; it was.</summary>
    Open,

    /// <summary>No space: 452 4.3.1.</summary>
    Full,

    /// <summary>The disk fails: 451 4.3.0.</summary>
    Failed,
}
