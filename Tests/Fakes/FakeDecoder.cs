using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Octets;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>A decoder that answers as it is told; unless told, one second of 8 kHz sound.</summary>
public sealed class FakeDecoder : IRecordingDecoder
{
    /// <summary>What it answers.</summary>
    public Func<OctetSource, DecodeOutcome> Answer { get; set; } =
        _ => new DecodeOutcome.Decoded(new PcmAudio(new short[8000], 8000), "PCM, 8 kHz", null);

    /// <inheritdoc/>
    public ValueTask<DecodeOutcome> DecodeAsync(OctetSource recording, CancellationToken cancellationToken) =>
        new(Answer(recording));
}
