using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi;

/// <summary>The counts of the views, read once per request though layout and page both show them.</summary>
internal sealed class RequestCounts(IVoicemailIndex index)
{
    private Task<VoicemailViewCounts>? counts;

    public Task<VoicemailViewCounts> ReadAsync(CancellationToken cancellationToken) =>
        counts ??= index.CountAsync(cancellationToken).AsTask();
}
