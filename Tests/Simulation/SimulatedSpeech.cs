using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Octets;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>Decoder and speech engine, as one process sees them.</summary>
internal sealed class SimulatedSpeech(SimulatedWorld world, SimulatedProcess process) : IRecordingDecoder, ISpeechEngine
{
    private static readonly PcmAudio Sound = new(new short[80], 8000);

    public string Name => "simulated";

    public bool IsOnPremise => true;

    public async ValueTask<DecodeOutcome> DecodeAsync(OctetSource recording, CancellationToken cancellationToken)
    {
        await world.CallAsync(process, "decode");
        var id = PoisonableComposer.IdIn(recording.ToMemory());
        world.Meet(process, id, Poison.KillsDecoder);
        if (world.Poisons.GetValueOrDefault(id) == Poison.HangsDecoder)
            await world.Scheduler.PauseAsync(process, TimeSpan.FromDays(1));
        cancellationToken.ThrowIfCancellationRequested();
        if (world.Strikes(world.Rates.SpeechBreaks)) throw new InvalidOperationException("the decoder broke down");
        return world.Strikes(world.Rates.SpeechRejects)
            ? new DecodeOutcome.Undecodable("not sound", NoTranscriptReason.UnknownAudioFormat)
            : new DecodeOutcome.Decoded(Sound, "PCM", null);
    }

    public async ValueTask<SpeechOutcome> TranscribeAsync(SpeechRequest request, CancellationToken cancellationToken)
    {
        await world.CallAsync(process, "recognise");
        if (world.Strikes(world.Rates.SpeechSlow))
            await world.Scheduler.PauseAsync(process, world.Between(TimeSpan.Zero, TimeSpan.FromMinutes(30)));
        cancellationToken.ThrowIfCancellationRequested();
        if (world.Strikes(world.Rates.SpeechBreaks)) throw new InvalidOperationException("the engine broke down");
        if (world.Strikes(world.Rates.SpeechUnavailable))
            return new SpeechOutcome.Unavailable("503", world.Random.Next(2) == 0
                ? world.Between(TimeSpan.Zero, TimeSpan.FromDays(9)) : null);
        if (world.Strikes(world.Rates.SpeechRejects)) return new SpeechOutcome
            .Rejected("400", NoTranscriptReason.TooLong);
        return world.Random.Next(5) switch
        {
            0 => new SpeechOutcome.NoSpeech(Name, TimeSpan.Zero),
            1 => FakeSpeechEngine.Heard("mumble", 0.2),
            2 => FakeSpeechEngine.Heard("half a", 0.8, isPartial: true),
            _ => FakeSpeechEngine.Heard("call me back", 0.9),
        };
    }
}
