using System.Net.Sockets;
using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Tests.EndToEnd;

namespace VoicemailOrleans.Tests.Silo.Hosting;

/// <summary>A process never comes near its limit of open files.</summary>
public sealed class OpenFilesTests : EndToEndTest
{
    [Theory]
    [InlineData(5_000, 1, null, 5_000)]
    [InlineData(5_000, 2, 1_048_576L, 5_000)]
    [InlineData(5_000, 1, 7_500L, 5_000)]
    [InlineData(5_000, 2, 7_500L, 2_250)]
    [InlineData(5_000, 1, 4_096L, 1_596)]
    [InlineData(5_000, 2, 4_096L, 548)]
    [InlineData(10_000, 1, 12_500L, 10_000)]
    [InlineData(100, 1, 20_000L, 100)]
    public void Connections_AreLimitedByTheFilesThatMayBeOpen(int wanted, int ports, long? limit, int connections)
    {
        Assert.Null(OpenFiles.Refusal(limit));
        Assert.Equal(connections, OpenFiles.SmtpConnectionsMax(wanted, ports, limit));
        var most = ports * OpenFiles.ConnectionsPerPortMax(connections) + OpenFiles.HttpConnectionsMax;
        if (limit is { } files) Assert.True(most + 1_000 <= files);
    }

    [Fact]
    public async Task Http_OneConnectionTooMany_IsClosedAndSmtpGoesOn()
    {
        await using var service = await StartAsync();
        List<TcpClient> open = [];
        List<Task> ends = [];
        for (var number = 0; number <= OpenFiles.HttpConnectionsMax; number++)
        {
            open.Add(new TcpClient());
            await open[^1].ConnectAsync("127.0.0.1", service.HttpPort);
            ends.Add(open[^1].GetStream().ReadAsync(new byte[1]).AsTask());
        }

        await Task.WhenAny(ends).WaitAsync(TimeSpan.FromSeconds(20));
        var reply = await SmtpTestClient.SendAsync(service.SmtpPort, "", ["ops@example.org"], TestMail.Plain("full"));
        Assert.StartsWith("250", reply, StringComparison.Ordinal);
        open.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Start_WithTooFewFiles_IsRefusedAndSaysWhatToRaise()
    {
        await using var service = ServiceProcess.Launch(Folder, Sink.Port, ["prlimit", "--nofile=1024:1024"], ["run"]);
        Assert.Equal(1, await service.ExitAsync(60));
        Assert.Contains("may open 1024 files and needs 4096 or more", service.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limit_IsThatOfThisProcess()
    {
        await using var service = ServiceProcess.Launch(Folder, Sink.Port, ["prlimit", "--nofile=1024:6000"], ["run"]);
        await service.ReadyAsync(); // the runtime raised the soft limit as far as it may
        Assert.InRange(OpenFiles.Limit()!.Value, OpenFiles.LimitMin, long.MaxValue);
    }
}
