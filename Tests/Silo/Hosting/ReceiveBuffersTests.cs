using VoicemailOrleans.Silo.Hosting;

namespace VoicemailOrleans.Tests.Silo.Hosting;

public sealed class ReceiveBuffersTests
{
    [Fact]
    public void Rent_GivenBackTwice_NeverHasTwoOwners()
    {
        using var pool = new ReceiveBuffers();
        var block = pool.Rent();
        Assert.Equal(32 * 1024, block.Memory.Length);
        block.Dispose();
        block.Dispose();
        var (first, second) = (pool.Rent(4096), pool.Rent(4096));
        first.Memory.Span[0] = 1;
        second.Memory.Span[0] = 2;
        Assert.Equal(1, first.Memory.Span[0]);
        Assert.Same(block, first); // used again
    }

    [Fact]
    public void Rent_MoreThanABlock_IsRefused()
    {
        using var pool = new ReceiveBuffers();
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(32 * 1024 + 1));
    }
}
