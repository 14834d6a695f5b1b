using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>Reads content the way turns want it: damaged is as good as gone, and neither will get better by waiting.</summary>
internal static class SpoolReading
{
    /// <summary>The content; null when it is missing or damaged. A spool that cannot be reached throws.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadIntactAsync(
        this ISpool spool, CorrelationId id, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            if (await spool.ReadContentAsync(id, cancellationToken) is { } content) return content;
            GrainLog.ContentMissing(logger, id);
        }
        catch (InvalidDataException e)
        {
            GrainLog.ContentDamaged(logger, e, id);
        }

        return null;
    }
}
