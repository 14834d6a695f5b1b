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
            Assert.StartsWith("250 ", await UntilAcceptedAsync(service, 2), StringComparison.Ordinal);
            Assert.Equal("<disk-2@pbx.example>", (await Sink.NextAsync()).Header("Message-ID"));
        }
        finally
        {
            await RunAsync("umount", "-l", disk);
        }
    }

    [Fact]
    public async Task Fsync_Fails_Answers451AndIsNotReady_UntilTheDiskWorksAgain()
    {
        await using var service = await StartAsync();
        using var http = new HttpClient();
        var ready = $"http://127.0.0.1:{service.HttpPort}/health/ready";
        Assert.StartsWith("250 ", await SubmitAsync(service, 1), StringComparison.Ordinal);
        await using (await FailingSync.StartAsync(service.Id))
        {
            Assert.StartsWith("451 4.3.0", await SubmitAsync(service, 2), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync(ready)).StatusCode);
            Assert.StartsWith("451 4.3.0", await SubmitAsync(service, 3), StringComparison.Ordinal);
        }

        Assert.StartsWith("250 ", await UntilAcceptedAsync(service, 4), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(ready)).StatusCode);
        await Sink.UntilAsync(ledger => ledger.Count >= 2, "both acknowledged mails", TimeSpan.FromSeconds(30));
        Assert.Equal(["<disk-1@pbx.example>", "<disk-4@pbx.example>"], Sink.Ledger.Select(mail => mail.Header("Message-ID")).Order());
    }

    /// <summary>Tries again as a PBX would, until the journal's own probe has found the disk well.</summary>
    private static async Task<string> UntilAcceptedAsync(ServiceProcess service, int number)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        string reply;
        do reply = await SubmitAsync(service, number);
        while (reply[0] != '2' && !patience.IsCancellationRequested);
        return reply;
    }

    private static Task<string> SubmitAsync(ServiceProcess service, int number) =>
        SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", ["jane@example.org"], TestMail.Voicemail($"disk-{number}", TestMail.Recording(1)));
}
