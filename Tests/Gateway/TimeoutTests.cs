using VoicemailOrleans.Gateway;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Gateway;

public sealed class TimeoutTests
{
    private readonly ManualTimeProvider clock = new();

    [Fact]
    public async Task Session_Idle_IsClosedWith421()
    {
        await using var host = await GatewayHost.StartAsync(time: clock);
        await using var client = await host.ConnectAsync();
        await client.ExpectAsync("220");
        await client.SayAsync("EHLO pbx", "250");
        clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        await client.SayAsync("NOOP", "250");
        clock.Advance(TimeSpan.FromMinutes(5));
        await client.ExpectAsync("421 4.4.2");
        clock.Advance(TimeSpan.FromSeconds(10));
        await client.ExpectEndAsync();
    }

    [Fact]
    public async Task Command_OctetByOctet_DoesNotExtendTheTime()
    {
        await using var host = await GatewayHost.StartAsync(time: clock);
        await using var client = await host.ConnectAsync();
        await client.ExpectAsync("220");
        for (var i = 0; i < 5; i++)
        {
            var read = host.Journal.NextReadAsync();
            await client.SendAsync("N");
            await read;
            clock.Advance(TimeSpan.FromSeconds(61));
        }

        await client.ExpectAsync("421 4.4.2");
    }

    [Fact]
    public async Task Data_Stalled_IsClosedWith421AndStoresNothing()
    {
        await using var host = await GatewayHost.StartAsync(time: clock);
        await using var slow = await host.ConnectAsync();
        await slow.BeginDataAsync();
        await slow.SendAsync("one line\r\n");
        clock.Advance(TimeSpan.FromSeconds(62));
        await slow.ExpectAsync("421 4.4.2");
        await using var other = await host.ConnectAsync();
        await other.ExpectAsync("220");
        Assert.Equal(0, host.Journal.Count);
    }

    /// <summary>Silent ones, ones inside a command and ones inside their content, many of each.</summary>
    [Fact]
    public async Task SlowLoris_ManyConnections_OthersDeliverAndTheyAreEnded()
    {
        await using var host = await GatewayHost.StartAsync(time: clock);
        List<TestClient> slow = [];
        for (var number = 0; number < 300; number++)
        {
            var client = await host.ConnectAsync();
            slow.Add(client);
            if (number % 3 == 2) await client.BeginDataAsync();
            else await client.ExpectAsync("220");
            if (number % 3 > 0) await client.SendAsync("N");
        }

        await DeliverAsync();
        clock.Advance(TimeSpan.FromSeconds(62)); // content has its pace
        await EndAsync(slow.Where((_, number) => number % 3 == 2));
        await DeliverAsync();
        clock.Advance(TimeSpan.FromSeconds(300 - 62 - 10)); // a command has five minutes
        await EndAsync(slow.Where((_, number) => number % 3 < 2));
        await DeliverAsync();
        Assert.Equal((3, 0), (host.Journal.Count, host.Gateway.BufferedBytes));

        async Task EndAsync(IEnumerable<TestClient> clients)
        {
            foreach (var client in clients) await client.ExpectAsync("421 4.4.2");
            clock.Advance(TimeSpan.FromSeconds(10)); // the patience with those who do not hang up themselves
            foreach (var client in clients) await client.ExpectEndAsync();
            foreach (var client in clients) await client.DisposeAsync();
        }

        async Task DeliverAsync()
        {
            await using var other = await host.ConnectAsync();
            await other.BeginDataAsync();
            await other.SendAsync("hi\r\n.\r\n");
            await other.ExpectAsync("250 2.6.0");
        }
    }

    [Fact]
    public async Task Journal_Slow_DoesNotTimeTheSessionOut()
    {
        await using var host = await GatewayHost.StartAsync(time: clock);
        host.Journal.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var client = await host.ConnectAsync();
        await client.BeginDataAsync();
        await client.SendAsync("hi\r\n.\r\n");
        await host.Journal.Asked.Task.WaitAsync(TimeSpan.FromSeconds(10));
        clock.Advance(TimeSpan.FromMinutes(9));
        host.Journal.Hold.SetResult();
        await client.ExpectAsync("250 2.6.0");
    }

    [Theory]
    [InlineData(0, 0, 60)] // nothing yet: the grace
    [InlineData(240 * 30, 60, 30)] // thirty seconds' worth
    [InlineData(240 * 30, 95, -5)] // used up
    [InlineData(100_000_000, 60, 300)] // ahead by hours: silence still has its limit
    public void DataPace_Left_IsWhatWasEarnedButNeverMoreThanTheSilenceLimit(long bytes, int elapsed, int left)
    {
        var pace = new DataPace(new GatewayOptions());
        pace.Add(bytes);
        Assert.Equal(TimeSpan.FromSeconds(left), pace.Left(TimeSpan.FromSeconds(elapsed)));
    }
}
