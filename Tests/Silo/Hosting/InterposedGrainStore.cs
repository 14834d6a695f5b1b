using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Hosting;

/// <summary>A store whose claims and lease extensions a test can make fail, hang or lie, and whose bell it can mute.</summary>
internal sealed class InterposedGrainStore : ForwardingGrainStore
{
    private Action? listeners;

    public InterposedGrainStore(IGrainStore inner)
        : base(inner) => inner.Rang += () =>
        {
            if (!IsDeaf) listeners?.Invoke();
        };

    public override event Action? Rang
    {
        add => listeners += value;
        remove => listeners -= value;
    }

    /// <summary>What other processes do rings no bell here.</summary>
    public bool IsDeaf { get; set; }

    public Func<CancellationToken, Task>? BeforeClaim { get; set; }

    public Func<GrainLease, Task<bool?>>? BeforeExtend { get; set; }

    public override async ValueTask<DueWork> ClaimDueAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        if (BeforeClaim is { } before) await before(cancellationToken);
        return await Inner.ClaimDueAsync(request, cancellationToken);
    }

    public override async ValueTask<bool> ExtendAsync(
        GrainLease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        if (BeforeExtend is { } before && await before(lease) is { } answer) return answer;
        return await Inner.ExtendAsync(lease, duration, cancellationToken);
    }
}
