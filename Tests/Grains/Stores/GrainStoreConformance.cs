using System.Text;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Grains.Stores;

/// <summary>
/// What every <see cref="IGrainStore"/> must do; one derived class per store runs all of it. Times are multiples of
/// <see cref="Unit"/>, so that a store with a clock of its own can be tested in real time.
/// </summary>
public abstract partial class GrainStoreConformance : IAsyncLifetime
{
    private const string Kind = GrainKinds.Voicemail;

    /// <summary>The store under test, empty.</summary>
    protected abstract IGrainStore Store { get; }

    /// <summary>The store's clock.</summary>
    protected abstract DateTimeOffset Now { get; }

    /// <summary>A span that is long against one call: everything is measured in it.</summary>
    protected virtual TimeSpan Unit => TimeSpan.FromSeconds(1);

    private static CancellationToken None => CancellationToken.None;

    private DateTimeOffset Past => Now - Unit;

    private DateTimeOffset Later => Now + 1000 * Unit;

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Lets the store's clock move on.</summary>
    protected abstract ValueTask PassAsync(TimeSpan time);

    private static GrainId Id(string key, string kind = Kind) => new(kind, key);

    private static ReadOnlyMemory<byte> Doc(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(GrainRecord? record) => Encoding.UTF8.GetString(record!.State.Span);

    private static GrainWrite Put(
        string key, long version, DateTimeOffset due, string state = "{}", string kind = Kind) =>
        new GrainWrite.Put(Id(key, kind), version, Doc(state), due);

    private static GrainWrite Delete(string key, long version) => new GrainWrite.Delete(Id(key), version);

    private static GrainWrite Wake(string key, DateTimeOffset due) => new GrainWrite.Wake(Id(key), due);

    private async Task<CommitResult> CommitAsync(params GrainWrite[] writes) =>
        await Store.CommitAsync(new GrainCommit(writes), None);

    private async Task WriteAsync(params GrainWrite[] writes) => Assert.Null((await CommitAsync(writes)).Conflict);

    private async Task<GrainRecord?> ReadAsync(string key) => await Store.ReadAsync(Id(key), None);

    private async Task<IReadOnlyList<ClaimedGrain>> ClaimAsync(int max = 100, int units = 10, string? kind = null) =>
        await Store.ClaimAsync("silo", max, units * Unit, kind);

    /// <summary>When the next grain of any kind can be claimed.</summary>
    private async Task<DateTimeOffset?> NextDueAsync() => Now + await Store.NextInAsync();

    private async Task<DueWork> ClaimKindsAsync(int max, IReadOnlyList<KindShare> kinds) =>
        await Store.ClaimDueAsync(new ClaimRequest("silo", 10 * Unit, max, kinds), None);

    private async Task<ClaimedGrain> ClaimOneAsync(int units = 10) => Assert.Single(await ClaimAsync(units: units));

    private static string[] Keys(IEnumerable<ClaimedGrain> claims) => [.. claims.Select(claim => claim.Record.Id.Key)];
}
