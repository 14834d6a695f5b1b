using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>The content of a message as a turn uses it: opened when it is first needed, closed when the turn is
/// over.</summary>
internal sealed class TurnContent(ISpool spool, CorrelationId id, ILogger logger) : IDisposable
{
    private SpooledContent? opened;

    /// <summary>The octets; none before <see cref="OpenAsync"/>, or when there are none.</summary>
    public ReadOnlyMemory<byte> Octets => opened?.Octets ?? default;

    /// <summary>False when it is missing or damaged, see <see cref="SpoolReading.OpenIntactAsync"/>.</summary>
    public async ValueTask<bool> OpenAsync(CancellationToken cancellationToken)
    {
        opened ??= await spool.OpenIntactAsync(id, logger, cancellationToken);
        return opened is not null;
    }

    /// <inheritdoc/>
    public void Dispose() => opened?.Dispose();
}
