using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>What people do with voicemails, as turns that any process can take.</summary>
public sealed partial class VoicemailDesk(
    IGrainStore store, VoicemailPolicy policy, TimeProvider clock, ILogger<VoicemailDesk> logger)
    : IVoicemailDesk
{
    /// <summary>RFC 5321 section 4.5.3.1.3: 256 octets with the angle brackets.</summary>
    private const int AddressMax = 254;

    /// <inheritdoc/>
    public async ValueTask<VoicemailState?> ReadAsync(CorrelationId id, CancellationToken cancellationToken) =>
        await store.ReadAsync(GrainId.Voicemail(id), cancellationToken) is { } record
            ? GrainJson.ReadVoicemail(record.State)
            : null;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TranscriptionState>> ReadTranscriptionsAsync(
        VoicemailState state, CancellationToken cancellationToken) =>
        store.ReadTranscriptionsAsync(state, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<DeskResult> ResendAsync(
        CorrelationId id, IReadOnlyList<string>? recipients, string by, CancellationToken cancellationToken)
    {
        if (recipients is not null && (recipients.Count == 0 || !recipients.All(IsAddress)))
            throw new ArgumentException("Not an address that a mail could be sent to.", nameof(recipients));
        var record = await store.ReadAsync(GrainId.Voicemail(id), cancellationToken);
        if (record is null) return DeskResult.NotFound;
        var turn = new VoicemailTurn(store, policy, clock, record, lease: null);
        turn.Learn(new VoicemailInput.ResendAsked(recipients?.Distinct(StringComparer.OrdinalIgnoreCase).ToList(), by));
        if (!await turn.CommitAsync(ends: false, cancellationToken)) return DeskResult.NotFound;
        GrainLog.Resend(logger, id, turn.Answer!.Value);
        return Result(turn.Answer.Value);
    }

    private static DeskResult Result(ResendAnswer answer) => answer switch
    {
        ResendAnswer.Done => DeskResult.Done,
        ResendAnswer.AlreadyUnderWay => DeskResult.AlreadyUnderWay,
        ResendAnswer.Overtaken => DeskResult.Overtaken,
        _ => DeskResult.NotNow,
    };

    /// <summary>
    /// The form is checked where it is typed in; here only what could break out of an SMTP command is kept out.
    /// </summary>
    private static bool IsAddress(string address) =>
        address.Length is > 0 and <= AddressMax
        && !address.Any(c => c is '<' or '>' || char.IsControl(c) || char.IsWhiteSpace(c));
}
