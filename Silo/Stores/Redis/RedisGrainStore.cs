using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Stores.Redis.Resp;

namespace VoicemailOrleans.Silo.Stores.Redis;

/// <summary>
/// The shared store: silos, gateways and admin nodes on one Redis. Theory of operation. Every operation is one script,
/// which Redis runs alone and on its own clock, so processes need not know of each other nor agree on the time; key
/// model and scripts are in <c>Scripts/</c>. What a network adds to that is the lost answer: a call that may have run.
/// A read, an extension and a release may simply run twice. A commit carries a token of its own into the grains it
/// puts, and is sent again with the same token, so that Redis can tell "yours, done already" from a conflict. A claim
/// cannot be repeated (the grains it got are leased now), so its nonce is kept, and the next claim hands those back.
/// Leases that a commit ended are remembered until they are handed back, which then takes no call.
/// </summary>
internal sealed partial class RedisGrainStore : IGrainStore, IDisposable
{
    /// <summary>
    /// How long a call is tried again while Redis is away. Shorter than the default lease of 8 s: a turn whose commit
    /// has not gone through by then has all but lost its lease anyway.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);

    private readonly RedisClient client;
    private readonly GrainScripts scripts;
    private readonly StoreClock clock;
    private readonly GrainConflicts conflicts;
    private readonly ILogger<RedisGrainStore> logger;
    private readonly IDisposable bell;
    private readonly ConcurrentDictionary<string, bool> lostClaims = [];
    private readonly ConcurrentDictionary<string, bool> endedLeases = [];
    private long nextDueTold = long.MaxValue;

    /// <summary>A store behind a client, which is not connected yet and belongs to the caller.</summary>
    /// <param name="client">The client, made with all of the scripts.</param>
    /// <param name="scripts">The scripts.</param>
    /// <param name="caller">This process's name; unique among those on this Redis.</param>
    /// <param name="clock">Learns Redis's clock, which decides what is due.</param>
    /// <param name="conflicts">Told of commits that came too late.</param>
    /// <param name="logger">The log.</param>
    public RedisGrainStore(
        RedisClient client, GrainScripts scripts, string caller, StoreClock clock, GrainConflicts conflicts,
        ILogger<RedisGrainStore> logger)
    {
        this.client = client;
        this.scripts = scripts;
        this.clock = clock;
        this.conflicts = conflicts;
        this.logger = logger;
        Caller = caller;
        bell = client.Subscribe(GrainScripts.Bell, Heard);
    }

    /// <inheritdoc/>
    public event Action? Rang;

    /// <summary>The name under which this process rings the bell.</summary>
    public string Caller { get; }

    /// <inheritdoc/>
    public async ValueTask<GrainRecord?> ReadAsync(GrainId id, CancellationToken cancellationToken)
    {
        var key = GrainScripts.KeyOf(id.ToString());
        var text = await InsistAsync(_ => client.SendAsync(["GET", key], cancellationToken), cancellationToken);
        return text.IsNull ? null : StoredGrain.Parse(id, text.Bytes);
    }

    /// <inheritdoc/>
    public async ValueTask<CommitResult> CommitAsync(GrainCommit commit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CommitLimits.Check(commit);
        var keys = CommitCall.Keys(commit);
        var arguments = CommitCall.Arguments(commit, Caller, NewToken());
        var answer = await InsistAsync(
            again =>
            {
                CommitCall.SetAgain(arguments, again);
                return client.EvalAsync(scripts.Commit, keys, arguments, cancellationToken);
            },
            cancellationToken);
        clock.Learn(ClaimCall.Time(answer.Items[3]));
        var conflict = answer.Items[0].Text!;
        if (conflict.Length > 0) return conflicts.Count(new CommitResult(StoredGrain.IdOf(conflict)));
        if (commit.Ends is { } ended && answer.Items[2].Integer != 0) endedLeases[ended.Token] = true;
        if (answer.Items[1].Integer != 0 || CommitCall.EarliestDue(commit) < Volatile.Read(ref nextDueTold)) Ring();
        return new CommitResult(null);
    }

    /// <inheritdoc/>
    public async ValueTask<DueWork> ClaimDueAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        // While the answer is on its way every commit of this process rings: one of them might not be in it.
        Volatile.Write(ref nextDueTold, long.MaxValue);
        var nonce = $"{request.Silo}:{NewToken()}";
        var lost = lostClaims.Keys.ToList();
        try
        {
            var answer = await client.EvalAsync(
                scripts.Claim, [], ClaimCall.Arguments(request, nonce, lost), cancellationToken);
            foreach (var former in lost) lostClaims.TryRemove(former, out _);
            clock.Learn(ClaimCall.Time(answer.Items[0]));
            var work = ClaimCall.Parse(answer.Items, out var nextDue);
            Volatile.Write(ref nextDueTold, nextDue);
            return work;
        }
        catch (Exception exception)
        {
            if (exception is OperationCanceledException or RedisException { MayHaveExecuted: true })
                lostClaims[nonce] = true;
            throw AsUnavailable(exception) ?? exception;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ExtendAsync(
        GrainLease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        RespArg[] arguments = [lease.Id.ToString(), lease.Token, (long)duration.TotalMilliseconds];
        var held = await CallAsync(scripts.Extend, arguments, cancellationToken);
        return held.Integer != 0;
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(
        GrainLease lease, DateTimeOffset? dueAt, CancellationToken cancellationToken)
    {
        if (endedLeases.TryRemove(lease.Token, out _)) return;
        var due = dueAt is { } at ? Milliseconds(at) : "";
        RespArg[] arguments = [Caller, lease.Id.ToString(), lease.Token, due];
        var rang = await InsistAsync(scripts.Release, arguments, cancellationToken);
        if (rang.Integer != 0) Ring();
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<GrainChange>> ReadChangesAsync(
        long after, int max, CancellationToken cancellationToken)
    {
        var items = (await InsistAsync(scripts.Changes, [after, max, ""], cancellationToken)).Items;
        return
        [
            .. items.Skip(1).Chunk(3).Select(change => new GrainChange(
                change[0].Integer, StoredGrain.IdOf(change[1].Text!), change[2].Integer == 0)),
        ];
    }

    /// <inheritdoc/>
    public async ValueTask<GrainExport> ExportAsync(long after, int max, CancellationToken cancellationToken)
    {
        var items = (await InsistAsync(scripts.Changes, [after, max, "states"], cancellationToken)).Items;
        List<GrainRecord> records = [];
        List<GrainId> deleted = [];
        foreach (var change in items.Skip(1).Chunk(4))
        {
            var id = StoredGrain.IdOf(change[1].Text!);
            if (change[2].Integer == 0) deleted.Add(id);
            else records.Add(StoredGrain.Parse(id, change[3].Bytes));
        }

        var position = items.Count > 1 ? items[^4].Integer : after;
        return new GrainExport(position, records, deleted, items[0].Integer == 0);
    }

    /// <inheritdoc/>
    public async ValueTask<string> ReadHistoryAsync(CancellationToken cancellationToken)
    {
        var facts = await ReadFactsAsync(cancellationToken);
        var name = await InsistAsync(scripts.History, [facts.ReplicationId, NewToken()], cancellationToken);
        return name.Text!;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<GrainCount>> CountAsync(CancellationToken cancellationToken)
    {
        var items = (await CallAsync(scripts.Count, [], cancellationToken)).Items;
        return
        [
            .. items.Chunk(4)
                .Select(kind => new GrainCount(
                    kind[0].Text!, kind[1].Integer, kind[2].Integer,
                    kind[3].Text is { Length: > 0 } ? ClaimCall.Time(kind[3]) : null))
                .OrderBy(count => count.Kind, StringComparer.Ordinal),
        ];
    }

    /// <summary>What the server says of itself.</summary>
    public async ValueTask<RedisServerFacts> ReadFactsAsync(CancellationToken cancellationToken)
    {
        var info = await InsistAsync(_ => client.SendAsync(["INFO"], cancellationToken), cancellationToken);
        var facts = RedisServerFacts.Parse(info.Text!);
        if (facts.Time is { } time) clock.Learn(time);
        return facts;
    }

    /// <summary>
    /// Writes something of no meaning by a script, as durably as all else: fails when the server cannot, or we may not.
    /// </summary>
    public async ValueTask ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await InsistAsync(scripts.Probe, [], cancellationToken);
        }
        catch (RedisServerException)
        {
            // Which right is missing Redis 7.0 does not say inside a script; outside it does.
            var key = GrainScripts.Prefix + "probe";
            RespArg[][] commands = [["TIME"], ["SET", key, ""], ["PUBLISH", key, ""], ["GET", key]];
            foreach (var command in commands) await client.SendAsync(command, cancellationToken);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => bell.Dispose();

    private static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    private static string Milliseconds(DateTimeOffset time) =>
        StoreTime.CeilingMilliseconds(time).ToString(CultureInfo.InvariantCulture);

}
