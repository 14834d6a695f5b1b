using System.Text;
using VoicemailOrleans.Core.Octets;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Simulation;

/// <summary>What a message does to the silo that handles it.</summary>
internal enum Poison
{
    None,

    /// <summary>Reading it kills the process.</summary>
    KillsReader,

    /// <summary>Writing the enhanced mail kills the process.</summary>
    KillsComposer,

    /// <summary>Decoding its recordings kills the process.</summary>
    KillsDecoder,

    /// <summary>Decoding its recordings never ends.</summary>
    HangsDecoder,

    /// <summary>Even relaying it untouched kills the process.</summary>
    KillsRelay,
}

/// <summary>The composer as one process has it: some messages kill that process.</summary>
internal sealed class PoisonableComposer(SimulatedWorld world, SimulatedProcess process) : IMailComposer
{
    private readonly FakeComposer inner = new();

    public MessageFacts Read(ReadOnlyMemory<byte> content, Envelope envelope)
    {
        world.Meet(process, IdIn(content), Poison.KillsReader);
        return inner.Read(content, envelope);
    }

    /// <summary>The recording says whose it is, for the decoder.</summary>
    public OctetSource? ReadRecording(ReadOnlyMemory<byte> content, int number) =>
        inner.ReadRecording(content, number) is null ? null : OctetSource.Of(Encoding.ASCII.GetBytes($" {IdIn(content)}"));

    public ComposedMail Compose(
        ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions)
    {
        if (state.Quarantine is null) world.Meet(process, state.Id, Poison.KillsComposer);
        return inner.Compose(content, state, transcriptions);
    }

    public ComposedMail ComposeResend(
        ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions,
        Delivery delivery, DateTimeOffset now)
    {
        if (state.Quarantine is null) world.Meet(process, state.Id, Poison.KillsComposer);
        return inner.ComposeResend(content, state, transcriptions, delivery, now);
    }

    public ComposedMail ComposeBare(
        ReadOnlyMemory<byte> content, VoicemailState state, Delivery delivery, DateTimeOffset now) =>
        inner.ComposeBare(content, state, delivery, now);

    public ComposedMail? ComposeLate(
        ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<TranscriptionState> transcriptions, int round,
        DateTimeOffset at)
    {
        world.Meet(process, state.Id, Poison.KillsComposer);
        return inner.ComposeLate(content, state, transcriptions, round, at);
    }

    public ReadOnlyMemory<byte> ComposeReport(
        CorrelationId reportId, ReadOnlyMemory<byte> content, VoicemailState state, IReadOnlyList<Delivery> refused,
        DateTimeOffset now) =>
        inner.ComposeReport(reportId, content, state, refused, now);

    /// <summary>The identifier behind the first blank; the default when there is none.</summary>
    public static CorrelationId IdIn(ReadOnlyMemory<byte> octets)
    {
        var words = Encoding.UTF8.GetString(octets.Span).Split([' ', '\r'], 3);
        return words.Length > 1 && CorrelationId.TryParse(words[1], out var id) ? id : default;
    }
}
