using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Octets;
using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Grains;

/// <summary>Turns the octets of an audio part into sound.</summary>
public interface IRecordingDecoder
{
    /// <summary>
    /// Decodes by content, whatever the part called itself. Failures are results; only cancellation throws. Sound of a
    /// long recording is read from <paramref name="recording"/> when it is used.
    /// </summary>
    ValueTask<DecodeOutcome> DecodeAsync(OctetSource recording, CancellationToken cancellationToken);
}

/// <summary>What came of decoding.</summary>
public abstract record DecodeOutcome
{
    /// <summary>Sound.</summary>
    /// <param name="Audio">The samples.</param>
    /// <param name="Codec">For people, for example <c>G.711 µ-law, 8 kHz</c>.</param>
    /// <param name="Warning">What was odd (truncated, say); null when nothing was.</param>
    public sealed record Decoded(PcmAudio Audio, string Codec, string? Warning) : DecodeOutcome;

    /// <summary>Not decodable, now or ever.</summary>
    /// <param name="Message">Why, for the helpdesk.</param>
    /// <param name="Reason">The notice the mail shows.</param>
    public sealed record Undecodable(string Message, NoTranscriptReason Reason) : DecodeOutcome;

    /// <summary>Try again later: not the recording is to blame, or it is not known to be.</summary>
    /// <param name="Message">What happened, for the helpdesk.</param>
    public sealed record Unavailable(string Message) : DecodeOutcome;
}
