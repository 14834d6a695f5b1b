namespace VoicemailOrleans.Silo.Recovery;

/// <summary>What a rebuild came to, in messages.</summary>
internal sealed class RebuildCount
{
    /// <summary>In the spool.</summary>
    public long Messages { get; set; }

    /// <summary>Those that had no grain and have one now.</summary>
    public long Made { get; set; }

    /// <summary>Those of them that everybody has.</summary>
    public long Delivered { get; set; }

    /// <summary>Those of them that were closed otherwise.</summary>
    public long Closed { get; set; }

    /// <summary>Without grain, and without an envelope file and marks that can be read.</summary>
    public long Unreadable { get; set; }
}
