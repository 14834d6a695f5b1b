using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Gateway;

/// <summary>What every session of a gateway shares.</summary>
internal sealed record GatewayServices(
    GatewayOptions Options,
    IJournal Journal,
    Func<CorrelationId> NewId,
    TimeProvider Time,
    ILogger Logger,
    ChunkPool Pool,
    AuthPenalty AuthPenalty,
    GatewayMetrics Metrics,
    TlsCertificate? Certificate);
