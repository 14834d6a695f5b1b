using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Tests.EndToEnd;

namespace VoicemailOrleans.Tests.Silo.Hosting;

/// <summary>A process never comes near its limit of open files.</summary>
public sealed class OpenFilesTests : EndToEndTest
{
    [Theory]
    [InlineData(null, 5_000)]
    [InlineData(1_048_576L, 5_000)]
    [InlineData(12_000L, 5_000)]
    [InlineData(8_000L, 3_000)]
    [InlineData(4_096L, 1_048)]
    public void Connections_AreLimitedByTheFilesThatMayBeOpen(long? limit, int connections)
    {
        Assert.Null(OpenFiles.Refusal(limit));
        Assert.Equal(connections, OpenFiles.SmtpConnectionsMax(limit));
        if (limit is { } files) Assert.True(2 * OpenFiles.ConnectionsPerPortMax(limit) + 1_000 <= files);
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
