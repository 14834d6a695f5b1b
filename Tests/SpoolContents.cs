using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests;

/// <summary>Content of a spool, for tests that only look at it.</summary>
internal static class SpoolContents
{
    /// <summary>A copy of the content; null when there is none.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadContentAsync(
        this ISpool spool, CorrelationId id, CancellationToken cancellationToken)
    {
        using var content = await spool.OpenContentAsync(id, cancellationToken);
        if (content is null) return null;
        return content.Octets.ToArray();
    }
}
