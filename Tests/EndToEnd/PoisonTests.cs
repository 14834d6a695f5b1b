using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using VoicemailOrleans.Tests.AdminUi;
using VoicemailOrleans.Tests.Core.Audio;
using VoicemailOrleans.Tests.Fakes;
using VoicemailOrleans.Tests.Silo.Spool;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>A message that kills the process, the real one, whenever it is touched; something starts it again.</summary>
public sealed partial class PoisonTests : EndToEndTest
{
    private const int Tries = 3;
    private const int KilledBySignal = 128 + 9;
    private static readonly (string, string) ShortLease = ("SILO_LEASE_SECONDS", "4");

    /// <summary>The recording is what kills: the decoder's child takes its parent with it.</summary>
    [RequiresFact("/bin/sh")]
    public async Task Recording_KillsThreeTimes_LeavesWithTheNoticeAndOthersArriveTranscribed()
    {
        await using var google = await FakeGoogleSpeech.StartAsync(TimeProvider.System);
        (string, string)[] settings =
        [
            ShortLease, ("SPEECH_ENGINES", "google"), ("GOOGLE_SPEECH_ENDPOINT", google.Endpoint.ToString()),
            ("GOOGLE_APPLICATION_CREDENTIALS", google.Tokens.WriteKeyFile(Folder)), ("PATH", WriteDeadlyFfmpeg()),
        ];
        var poison = TestMail.Voicemail("poison", [.. "ID3"u8, .. new byte[5000], .. "POISON"u8]);
        List<string> sent = ["poison"];
        for (var run = 0; run < Tries; run++)
        {
            await using var doomed = ServiceProcess.Launch(Folder, Sink.Port, [], ["run"], settings);
            var other = TestMail.Voicemail($"other-{run}", TestMail.Recording(2));
            if (await TrySendAsync(doomed, other)) sent.Add($"other-{run}");
            if (run == 0) Assert.True(await TrySendAsync(doomed, poison), "the poison was not accepted");
            Assert.Equal(KilledBySignal, await doomed.ExitAsync());
        }

        await using var service = await StartAsync(settings);
        await UntilArrivedAsync(sent);
        foreach (var mail in Sink.Ledger)
        {
            var isPoison = mail.Header("Message-ID") == "<poison@pbx.example>";
            Assert.Equal(isPoison ? "not-transcribed" : "transcribed", mail.Header("X-Voicemail-Status"));
            if (isPoison) AssertKept(await JudgeAsync(poison, mail));
        }

        Assert.Contains("other-0", sent);
        await service.LineAsync(line => line.Contains("not transcribed", StringComparison.Ordinal), "what became of it");
    }

    /// <summary>The content is what kills: opening its file does, as if reading it broke the process.</summary>
    [StraceFact]
    public async Task Message_KillsThreeTimes_IsRelayedUntouchedParkedAndVisible()
    {
        var poison = TestMail.Plain("poison");
        string id, password;
        await using (var service = await StartAsync(ShortLease))
        {
            // The first attempt is deferred, so that the message waits for what is to come.
            Sink.OnRecipient = _ => "451 4.3.0 Later";
            id = Accepted().Match(await SendAsync(service, poison)).Groups[1].Value;
            password = FirstPassword().Match(service.Output).Groups[1].Value;
            await service.LineAsync(line => line.Contains("1 deferred", StringComparison.Ordinal), "the deferred delivery");
            await service.KillAsync();
            Sink.OnRecipient = _ => "250 2.1.5 Ok";
        }

        var content = Directory.GetFiles(Path.Combine(Folder, "data"), id + ".eml", SearchOption.AllDirectories).Single();
        string[] deadly =
        [
            StraceFactAttribute.Path, "-f", "-qq", "-o", "/dev/null", "-P", content,
            "-e", "trace=openat", "-e", "inject=openat:signal=SIGKILL",
        ];
        List<string> sent = ["poison", "last"];
        for (var run = 0; run < Tries; run++)
        {
            await using var doomed = ServiceProcess.Launch(Folder, Sink.Port, deadly, ["run"], ShortLease);
            if (await TrySendAsync(doomed, TestMail.Plain($"other-{run}"))) sent.Add($"other-{run}");
            Assert.Equal(KilledBySignal, await doomed.ExitAsync());
        }

        await using var survivor = await StartAsync(ShortLease);
        Assert.True(await TrySendAsync(survivor, TestMail.Plain("last")), "the survivor takes no mail");
        await UntilArrivedAsync(sent);
        var relayed = Sink.Ledger.Single(mail => mail.Header("Message-ID") == "<poison@pbx.example>");
        Assert.Equal(["jane@example.org"], relayed.Recipients);
        Assert.StartsWith($"X-Voicemail-Correlation-Id: {id}\r\n", relayed.Text, StringComparison.Ordinal);
        Assert.EndsWith(Encoding.Latin1.GetString(poison), relayed.Text, StringComparison.Ordinal);
        await survivor.LineAsync(line => line.Contains(id, StringComparison.Ordinal)
            && line.Contains("1 delivered", StringComparison.Ordinal), "the delivery of the poison");
        if (Browser.Executable is not null) await AssertVisibleAsync(survivor, id, password);
    }

    private static async Task AssertVisibleAsync(ServiceProcess service, string id, string password)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Browser.LaunchAsync(playwright);
        var page = await browser.NewPageAsync(new() { BaseURL = $"http://127.0.0.1:{service.HttpPort}" });
        await page.GotoAsync($"/voicemails/{id}");
        await page.GetByLabel("User name").FillAsync("admin");
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Parked");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("died or hung over this message");
    }

    /// <summary>Stands before the real one in PATH; kills its parent when the input is the poison.</summary>
    private string WriteDeadlyFfmpeg()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, "bin")).FullName;
        var program = Path.Combine(folder, "ffmpeg");
        File.WriteAllText(program, """
            #!/bin/sh
            while [ "$1" != "-i" ]; do shift; done
            if /bin/grep -q POISON "$2"; then kill -9 $PPID; fi
            exit 1

            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return $"{folder}:{Environment.GetEnvironmentVariable("PATH")}";
    }

    private Task UntilArrivedAsync(List<string> sent) => Sink.UntilAsync(
        ledger => sent.TrueForAll(one => ledger.Any(mail => mail.Header("Message-ID") == $"<{one}@pbx.example>")),
        string.Join(", ", sent), TimeSpan.FromMinutes(2));

    private static Task<string> SendAsync(ServiceProcess service, byte[] mail) =>
        SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", ["jane@example.org"], mail);

    /// <summary>Whether it had its 250: the process may die at any moment, even before it is ready.</summary>
    private static async Task<bool> TrySendAsync(ServiceProcess service, byte[] mail)
    {
        try
        {
            await service.ReadyAsync();
            return (await SendAsync(service, mail)).StartsWith("250", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex("Accepted (\\S+)")]
    private static partial Regex Accepted();

    [GeneratedRegex("log in to the admin UI as  admin  with  (\\S+)")]
    private static partial Regex FirstPassword();
}
