using System.Net;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>A disk that is full or fails: never a 250 for what is not on it.</summary>
public sealed class DiskFaultTests : EndToEndTest
{
    [Fact]
    public async Task Disk_Full_Answers452_AndRecoversWhenThereIsSpaceAgain()
    {
        var disk = Path.Combine(Folder, "disk");
        Directory.CreateDirectory(disk);
        var (mounted, output) = await RunAsync("mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", disk);
        Assert.True(mounted == 0, "needs the right to mount a tmpfs: " + output);
        try
        {
            await using var service = await StartAsync(("STORAGE_PATH", Path.Combine(disk, "data")));
            var filler = Path.Combine(disk, "filler");
            await RunAsync("dd", "if=/dev/zero", "of=" + filler, "bs=1M", "count=1000", "status=none");
            var refused = await SubmitAsync(service, 1);
            Assert.StartsWith("452 4.3.1", refused, StringComparison.Ordinal);
            using var http = new HttpClient();
            var ready = $"http://127.0.0.1:{service.HttpPort}/health/ready";
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync(ready)).StatusCode);
            File.Delete(filler);
            string reply;
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            do reply = await SubmitAsync(service, 2);
            while (reply[0] != '2' && !patience.IsCancellationRequested);
            Assert.StartsWith("250 ", reply, StringComparison.Ordinal);
            Assert.Equal("<disk-2@pbx.example>", (await Sink.NextAsync()).Header("Message-ID"));
        }
        finally
        {
            await RunAsync("umount", "-l", disk);
        }
    }

    [Fact]
    public async Task Fsync_Fails_Answers451AndIsNotReady()
    {
        await using var service = ServiceProcess.Launch(Folder, Sink.Port, ["strace", "-f", "-qq", "-e", "trace=none", "-e", "inject=fdatasync:error=EIO:when=20+", "-o", "/dev/null"], ["run"]);
        await service.ReadyAsync();
        var replies = new List<string>();
        for (var number = 0; number < 30; number++) replies.Add(await SubmitAsync(service, number));
        Assert.Contains(replies, reply => reply.StartsWith("451 4.3.0", StringComparison.Ordinal));
        Assert.DoesNotContain(replies.SkipWhile(reply => reply[0] == '2'), reply => reply[0] == '2');
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync($"http://127.0.0.1:{service.HttpPort}/health/ready")).StatusCode);
    }

    private static Task<string> SubmitAsync(ServiceProcess service, int number) =>
        SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", ["jane@example.org"], TestMail.Voicemail($"disk-{number}", TestMail.Recording(1)));
}
