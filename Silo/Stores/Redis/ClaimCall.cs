using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Stores.Redis.Resp;

namespace VoicemailOrleans.Silo.Stores.Redis;

/// <summary>The arguments of <c>claim.lua</c> and its answer.</summary>
internal static class ClaimCall
{
    private const int ValuesPerClaim = 7;

    /// <summary>The arguments.</summary>
    /// <param name="request">What to claim.</param>
    /// <param name="nonce">Names this claim.</param>
    /// <param name="lost">The nonces of former claims whose answers were lost.</param>
    public static RespArg[] Arguments(ClaimRequest request, string nonce, IReadOnlyList<string> lost) =>
    [
        nonce, request.Max, (long)request.Lease.TotalMilliseconds,
        request.Kinds.Count, .. request.Kinds.SelectMany(share => new RespArg[] { share.Kind, share.Max }),
        .. lost.Select(former => (RespArg)former),
    ];

    /// <summary>Reads the answer.</summary>
    /// <param name="items">The answer.</param>
    /// <param name="nextDue">
    /// When the next one can be claimed, ms since 1970; the largest number when there is none, or one could be now.
    /// </param>
    public static DueWork Parse(IReadOnlyList<RespValue> items, out long nextDue)
    {
        var now = items[0].Integer;
        TimeSpan? nextIn = items[1].IsNull ? null : TimeSpan.FromMilliseconds(items[1].Integer - now);
        nextDue = nextIn > TimeSpan.Zero ? items[1].Integer : long.MaxValue;
        return new DueWork([.. items.Skip(2).Chunk(ValuesPerClaim).Select(Claim)], nextIn);
    }

    /// <summary>Milliseconds since 1970.</summary>
    public static DateTimeOffset Time(RespValue value) => DateTimeOffset.FromUnixTimeMilliseconds(value.Integer);

    private static ClaimedGrain Claim(RespValue[] claim)
    {
        var id = StoredGrain.IdOf(claim[0].Text!);
        return new ClaimedGrain(
            new GrainRecord(id, claim[4].Integer, Time(claim[5]), claim[6].Bytes),
            new GrainLease(id, claim[1].Text!, Time(claim[2])),
            (int)claim[3].Integer);
    }
}
