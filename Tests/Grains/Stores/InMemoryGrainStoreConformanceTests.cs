using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Grains.Stores;

public sealed class InMemoryGrainStoreConformanceTests : GrainStoreConformance
{
    private readonly ManualTimeProvider clock = new();

    public InMemoryGrainStoreConformanceTests() => Store = new InMemoryGrainStore(clock);

    protected override IGrainStore Store { get; }

    protected override DateTimeOffset Now => clock.GetUtcNow();

    protected override ValueTask PassAsync(TimeSpan time)
    {
        clock.Advance(time);
        return ValueTask.CompletedTask;
    }
}
