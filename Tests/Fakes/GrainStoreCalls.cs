using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>Claims as tests mostly want them: of every kind, or of one.</summary>
internal static class GrainStoreCalls
{
    private static readonly IReadOnlyList<string> Kinds =
        [GrainKinds.Voicemail, GrainKinds.Transcription, GrainKinds.Intake, GrainKinds.Hints];

    public static async ValueTask<IReadOnlyList<ClaimedGrain>> ClaimAsync(
        this IGrainStore store, string silo, int max, TimeSpan lease, string? kind = null) =>
        (await store.ClaimDueAsync(Request(silo, max, lease, kind), CancellationToken.None)).Claims;

    /// <summary>How long until any grain can be claimed.</summary>
    public static async ValueTask<TimeSpan?> NextInAsync(this IGrainStore store) =>
        (await store.ClaimDueAsync(Request("nobody", 0, TimeSpan.Zero, null), CancellationToken.None)).NextIn;

    private static ClaimRequest Request(string silo, int max, TimeSpan lease, string? kind)
    {
        var kinds = kind is null ? Kinds : [kind];
        return new ClaimRequest(silo, lease, max, [.. kinds.Select(each => new KindShare(each, max))]);
    }
}
