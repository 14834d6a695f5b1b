namespace VoicemailOrleans.Tests.Gateway;

public sealed class ShutdownTests
{
    [Fact]
    public async Task Shutdown_IdleSession_Gets421AtOnce()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var client = await host.ConnectAsync();
        await client.ExpectAsync("220");
        await client.SayAsync("EHLO pbx", "250");
        var stopped = host.StopAsync(CancellationToken.None);
        await client.ExpectAsync("421 4.3.2");
        await client.DisposeAsync();
        await stopped.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Shutdown_InsideData_TheMessageFinishesFirst()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var client = await host.ConnectAsync();
        await using var idle = await host.ConnectAsync();
        await idle.ExpectAsync("220");
        await client.BeginDataAsync();
        var stopped = host.StopAsync(CancellationToken.None);
        await idle.ExpectAsync("421 4.3.2"); // so the shutdown has reached the sessions
        await idle.DisposeAsync();
        var read = host.Journal.NextReadAsync();
        await client.SendAsync("begun\r\n");
        await read;
        await client.SayAsync("ended\r\n.", "250 2.6.0");
        await client.ExpectAsync("421 4.3.2");
        await client.DisposeAsync();
        await stopped.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("begun\r\nended\r\n", host.Journal.Take().WithoutTrace);
    }

    [Fact]
    public async Task Shutdown_AfterTheFinalDot_TheReplyStillComes()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Journal.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var client = await host.ConnectAsync();
        await client.BeginDataAsync();
        await client.SendAsync("hi\r\n.\r\n");
        await host.Journal.Asked.Task.WaitAsync(TimeSpan.FromSeconds(10));
        var stopped = host.StopAsync(CancellationToken.None);
        Assert.False(stopped.IsCompleted);
        host.Journal.Hold.SetResult();
        await client.ExpectAsync("250 2.6.0", "421 4.3.2");
        await client.DisposeAsync();
        await stopped.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
