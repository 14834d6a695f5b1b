namespace VoicemailOrleans.Tests.AdminUi;

public sealed class LiveEventTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Stream_SaysHelloAtOnceAndThenAnnouncesChanges()
    {
        await using var host = await AdminUiHost.StartAsync();
        using var person = await Person.SignedInAsync(host);
        using var answer = await person.GetAsync("/live");
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        await UntilAsync(lines, "event: hello");
        var id = SampleVoicemails.Add(host.Index, host.Desk, DateTimeOffset.UnixEpoch.AddYears(60), 3);
        await UntilAsync(lines, "event: voicemails");
        Assert.Contains(id, host.Desk.States.Keys);
    }

    [Fact]
    public async Task Shutdown_EndsOpenStreamsAndForgetsThem()
    {
        var host = await AdminUiHost.StartAsync();
        using var person = await Person.SignedInAsync(host);
        using var answer = await person.GetAsync("/live");
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        await UntilAsync(lines, "event: hello");
        Assert.Equal(1, host.Index.Listeners);
        var disposal = host.DisposeAsync();
        // Without the link the host waits its full 30 seconds and then cuts the connection, which throws here.
        while (await lines.ReadLineAsync() is not null) { }

        await disposal;
        Assert.Equal(0, host.Index.Listeners);
    }

    private static async Task UntilAsync(StreamReader lines, string expected)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (await lines.ReadLineAsync(patience.Token) is { } line)
                if (line == expected) return;
        }
        catch (OperationCanceledException)
        {
            // said below
        }

        Assert.Fail($"'{expected}' did not come within {Patience}.");
    }
}
