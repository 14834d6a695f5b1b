using System.Net;
using System.Text;
using System.Text.Json;
using VoicemailOrleans.Silo.Smarthost.Capture;

namespace VoicemailOrleans.Tests.Silo.Smarthost;

public sealed class CaptureSmarthostTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("capture").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Relay_ToCapture_WritesMailAndEnvelope()
    {
        await using var capture = await StartAsync();
        await using var relaying = new Relaying(Relaying.To(capture.Port));
        var content = "X-Voicemail-Correlation-Id: 0abc\r\nMessage-ID: <../x@y>\r\n\r\n.dot\r\n..\r\n"u8.ToArray();

        var outcomes = await relaying.Client.RelayAsync(
            Relaying.Request("a", "b") with { Content = [content] }, Relaying.Allow, CancellationToken.None);

        Assert.Equal("a Delivered 250 2.6.0\nb Delivered 250 2.6.0", Relaying.Describe(outcomes));
        var mail = await capture.Mails.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("00001-0abc.eml", Path.GetFileName(mail.File));
        Assert.Equal(content, await File.ReadAllBytesAsync(mail.File));
        Assert.Equal(content, mail.Content.ToArray());
        using var envelope = JsonDocument.Parse(await File.ReadAllTextAsync(Path.ChangeExtension(mail.File, "json")));
        Assert.Equal("sender@example.test", envelope.RootElement.GetProperty("reversePath").GetString());
        Assert.Equal(2, envelope.RootElement.GetProperty("recipients").GetArrayLength());
    }

    [Fact]
    public async Task Capture_StartedAgain_CountsOnAndKeepsNamesInsideTheFolder()
    {
        for (var round = 1; round <= 2; round++)
        {
            await using var capture = await StartAsync();
            await using var relaying = new Relaying(Relaying.To(capture.Port));
            var content = "Message-ID: <../../etc/passwd>\r\n\r\n"u8.ToArray();
            await relaying.Client.RelayAsync(Relaying.Request("a") with { Content = [content] }, Relaying.Allow, CancellationToken.None);
        }

        Assert.Equal(["00001-etcpasswd", "00002-etcpasswd"],
            Directory.GetFiles(folder, "*.eml").Select(Path.GetFileNameWithoutExtension).Order());
    }

    [Fact]
    public async Task Capture_ConversationByHand_KeepsTheOrder()
    {
        await using var capture = await StartAsync();
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, capture.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            "HELO x\r\nRCPT TO:<a@b>\r\nMAIL FROM:<>\r\nMAIL FROM:<x>\r\nDATA\r\nNOOP\r\nRSET\r\nVRFY x\r\nQUIT\r\n"));

        var reply = await new StreamReader(stream).ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(["220", "250", "503", "250", "503", "503", "250", "250", "500", "221"],
            reply.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line[..3]));
    }

    [Fact]
    public async Task Capture_HangUpInsideContent_KeepsNothing()
    {
        await using var capture = await StartAsync();
        await using var relaying = new Relaying(Relaying.To(capture.Port));

        await relaying.Client.RelayAsync(Relaying.Request("a"), (_, _) => new(false), CancellationToken.None);
        await relaying.RelayAsync("b");

        Assert.Equal(["b@example.test"], (await capture.Mails.ReadAsync()).Recipients);
        Assert.Single(Directory.GetFiles(folder, "*.eml"));
    }

    private async Task<CaptureSmarthost> StartAsync()
    {
        var capture = new CaptureSmarthost(folder, new IPEndPoint(IPAddress.Loopback, 0));
        await capture.StartAsync();
        return capture;
    }
}
