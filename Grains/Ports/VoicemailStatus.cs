using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>Where a message is, in one word.</summary>
public enum VoicemailStatus
{
    /// <summary>Just received, nobody has read it yet.</summary>
    Received,

    /// <summary>Its recordings are being transcribed.</summary>
    Transcribing,

    /// <summary>It is being relayed.</summary>
    Delivering,

    /// <summary>It is being relayed, and that takes longer than it should.</summary>
    Delayed,

    /// <summary>The smarthost took it for every recipient.</summary>
    Delivered,

    /// <summary>Refused, and the sender was told.</summary>
    Bounced,

    /// <summary>Refused, and somebody must look.</summary>
    Parked,

    /// <summary>It had been received before.</summary>
    Duplicate,
}

/// <summary>Which status a message has.</summary>
public static class VoicemailStatuses
{
    /// <summary>The status.</summary>
    /// <param name="stage">Where it is.</param>
    /// <param name="closed">How it ended.</param>
    /// <param name="isTroubled">A delivery is deferred or uncertain.</param>
    public static VoicemailStatus Of(VoicemailStage stage, CloseReason? closed, bool isTroubled) =>
        (stage, closed) switch
        {
            (VoicemailStage.Received, _) => VoicemailStatus.Received,
            (VoicemailStage.Transcribing, _) => VoicemailStatus.Transcribing,
            (VoicemailStage.Relaying, _) => isTroubled ? VoicemailStatus.Delayed : VoicemailStatus.Delivering,
            (_, CloseReason.Bounced) => VoicemailStatus.Bounced,
            (_, CloseReason.Parked) => VoicemailStatus.Parked,
            (_, CloseReason.Duplicate) => VoicemailStatus.Duplicate,
            _ => VoicemailStatus.Delivered,
        };
}
