using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>Reads the spool the way turns and the admin UI want it.</summary>
public static class SpoolReading
{
    /// <summary>
    /// The content; null when it is missing or damaged: neither gets better by waiting. What cannot be read for a
    /// while, as a spool that cannot be reached, throws.
    /// </summary>
    public static async ValueTask<SpooledContent?> OpenIntactAsync(
        this ISpool spool, CorrelationId id, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            if (await spool.OpenContentAsync(id, cancellationToken) is { } content) return content;
            GrainLog.ContentMissing(logger, id);
        }
        catch (InvalidDataException e)
        {
            GrainLog.ContentDamaged(logger, e, id);
        }

        return null;
    }
}
