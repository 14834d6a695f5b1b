using System.Globalization;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Stores.Redis.Resp;

namespace VoicemailOrleans.Silo.Stores.Redis;

/// <summary>A commit in the words of <c>commit.lua</c>.</summary>
internal static class CommitCall
{
    private const int AgainAt = 2;
    private const int LeaseAt = 3;
    private const int WritesAt = 5;
    private const int WriteLength = 5;

    /// <summary>The strings it concerns.</summary>
    public static RespArg[] Keys(GrainCommit commit) =>
        [.. commit.Writes.Select(write => (RespArg)GrainScripts.KeyOf(write.Id.ToString()))];

    /// <summary>Its arguments.</summary>
    /// <param name="commit">What to write.</param>
    /// <param name="caller">Who writes.</param>
    /// <param name="turn">Names this commit: 16 octets.</param>
    public static RespArg[] Arguments(GrainCommit commit, string caller, string turn)
    {
        var arguments = new RespArg[WritesAt + WriteLength * commit.Writes.Count];
        (arguments[0], arguments[1]) = (caller, turn);
        SetAgain(arguments, false);
        (arguments[LeaseAt], arguments[LeaseAt + 1]) =
            commit.Ends is { } lease ? (lease.Id.ToString(), lease.Token) : ("", "");
        for (var i = 0; i < commit.Writes.Count; i++)
            Fill(arguments.AsSpan(WritesAt + WriteLength * i, WriteLength), commit.Writes[i]);
        return arguments;
    }

    /// <summary>The earliest due time it sets; <see cref="long.MaxValue"/> when it sets none.</summary>
    public static long EarliestDue(GrainCommit commit) => commit.Writes
        .Select(write => write switch
        {
            GrainWrite.Put put => StoreTime.CeilingMilliseconds(put.DueAt),
            GrainWrite.Wake wake => StoreTime.CeilingMilliseconds(wake.DueAt),
            _ => long.MaxValue,
        })
        .DefaultIfEmpty(long.MaxValue)
        .Min();

    /// <summary>Says whether an earlier try may have run.</summary>
    public static void SetAgain(RespArg[] arguments, bool again) => arguments[AgainAt] = again ? "again" : "";

    private static void Fill(Span<RespArg> arguments, GrainWrite write)
    {
        (string Operation, long Version, long Due, ReadOnlyMemory<byte> State) form = write switch
        {
            GrainWrite.Put put => ("put", put.ExpectedVersion, StoreTime.CeilingMilliseconds(put.DueAt), put.State),
            GrainWrite.Wake wake => ("wake", 0, StoreTime.CeilingMilliseconds(wake.DueAt), default),
            GrainWrite.Delete delete => ("delete", delete.ExpectedVersion, 0, default),
            _ => throw new ArgumentException($"A write unknown here: {write.GetType().Name}.", nameof(write)),
        };
        arguments[0] = form.Operation;
        arguments[1] = write.Id.ToString();
        arguments[2] = form.Version;
        arguments[3] = form.Due.ToString(CultureInfo.InvariantCulture);
        arguments[4] = form.State;
    }
}
