using System.Security.Cryptography;
using System.Text.Json;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>The promises under faults, against the real executable.</summary>
public sealed class FaultTests : EndToEndTest
{
    /// <summary>
    /// kill -9 at random moments while 200 mails are submitted. Every acknowledged mail must arrive; only those whose
    /// final dot was on the wire at a kill, on either side of the service, may arrive twice.
    /// </summary>
    [Fact]
    public async Task KillNine_AtRandomMoments_LosesNothingThatWasAcknowledged()
    {
        const int Total = 200;
        const int Kills = 6;
        var seed = Environment.TickCount;
        var random = new Random(seed);
        HashSet<string> acknowledged = [];
        var service = await StartAsync();
        var killAt = Enumerable.Range(0, Kills).Select(_ => random.Next(5, Total - 5)).ToHashSet();
        var recording = TestMail.Recording(3);
        var window = 0;
        for (var sent = 0; sent < Total;)
        {
            var batch = Enumerable.Range(sent, Math.Min(8, Total - sent)).ToArray();
            var submissions = batch.Select(number => SubmitAsync(service.SmtpPort, number, recording)).ToArray();
            if (batch.Any(killAt.Contains))
            {
                // Somewhere between the first connection and the last relay of this batch.
                var half = submissions[random.Next(submissions.Length)];
                if (random.Next(2) == 0) await half;
                await service.KillAsync();
                window += batch.Length;
            }

            var replies = await Task.WhenAll(submissions);
            foreach (var (number, reply) in batch.Zip(replies))
                if (reply is not null && reply.StartsWith("250", StringComparison.Ordinal)) acknowledged.Add($"<kill-{number}@pbx.example>");
            sent += batch.Length;
            if (!batch.Any(killAt.Contains)) continue;
            await service.DisposeAsync();
            service = await StartAsync();
        }

        await using (service)
        {
            await Sink.UntilAsync(
                ledger => acknowledged.IsSubsetOf(ledger.Select(mail => mail.Header("Message-ID")!)),
                $"all {acknowledged.Count} acknowledged mails (seed {seed})", TimeSpan.FromMinutes(2));
        }

        var copies = Sink.Ledger.GroupBy(mail => mail.Header("Message-ID")).ToDictionary(group => group.Key!, group => group.Count());
        var twice = copies.Count(pair => pair.Value > 1);
        Assert.True(acknowledged.Count > Total / 2, $"only {acknowledged.Count} were acknowledged (seed {seed})");
        Assert.True(twice <= window, $"{twice} mails came twice, at most {window} could be on the wire (seed {seed})");
    }

    [Fact]
    public async Task Smarthost_AnswersFourHundredForAWhile_AllArriveAfterwards()
    {
        var refuse = true;
        Sink.OnDot = _ => refuse ? "451 4.3.0 Not now" : "250 2.0.0 Taken";
        await using var service = await StartAsync();
        var recording = TestMail.Recording(2);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(number => SubmitAsync(service.SmtpPort, number, recording)));
        await service.LineAsync(line => line.Contains("4.3.0", StringComparison.Ordinal) || Sink.Refusals >= 60, "a deferred delivery");
        refuse = false;
        await Sink.UntilAsync(ledger => ledger.Count >= 60, "60 mails", TimeSpan.FromMinutes(1));
        Assert.Equal(60, Sink.Ledger.Select(mail => mail.Header("Message-ID")).Distinct().Count());
        Assert.Equal(60, Sink.Ledger.Count);
    }

    [Fact]
    public async Task Smarthost_DropsAfterTheDot_RetriesWithTheSameMessageId()
    {
        var drops = 0;
        Sink.OnDot = _ => Interlocked.Increment(ref drops) == 1 ? null : "250 2.0.0 Taken";
        await using var service = await StartAsync();
        await SubmitAsync(service.SmtpPort, 1, TestMail.Recording(1));
        var first = await Sink.NextAsync();
        var second = await Sink.NextAsync();
        Assert.Equal(first.Header("Message-ID"), second.Header("Message-ID"));
    }

    [Fact]
    public async Task SpeechEngine_Down_MailLeavesByTheDeadlineWithTheNotice()
    {
        var credentials = Path.Combine(Folder, "google.json");
        using var key = RSA.Create(2048);
        await File.WriteAllTextAsync(credentials, JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["type"] = "service_account",
            ["client_email"] = "speech@example.iam.gserviceaccount.com",
            ["private_key"] = key.ExportPkcs8PrivateKeyPem(),
            ["private_key_id"] = "1",
            ["token_uri"] = "http://127.0.0.1:9/token",
        }));
        await using var service = await StartAsync(
            ("SPEECH_ENGINES", "google"), ("GOOGLE_APPLICATION_CREDENTIALS", credentials),
            ("GOOGLE_SPEECH_ENDPOINT", "http://127.0.0.1:9"), ("DELIVER_BY_SECONDS", "3"));
        var submitted = TestMail.Voicemail("down-1", TestMail.Recording(5));
        await SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", ["jane@example.org"], submitted);
        var verdict = await JudgeAsync(submitted, await Sink.NextAsync());
        AssertKept(verdict);
        Assert.Equal("not-transcribed", verdict.GetProperty("status").GetString());
        Assert.Contains("The recording is attached.", verdict.GetProperty("text").GetString()!.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminate_WhileBusy_EndsCleanlyAndGoesOnAfterRestart()
    {
        Sink.OnDot = _ => "451 4.3.0 Later";
        await using (var service = await StartAsync())
        {
            await Task.WhenAll(Enumerable.Range(0, 10).Select(number => SubmitAsync(service.SmtpPort, number, TestMail.Recording(1))));
            Assert.Equal(0, await service.TerminateAsync());
        }

        Sink.OnDot = _ => "250 2.0.0 Taken";
        await using var again = await StartAsync();
        await Sink.UntilAsync(ledger => ledger.Count >= 10, "10 mails", TimeSpan.FromMinutes(1));
        Assert.Equal(10, Sink.Ledger.Count);
    }

    private static async Task<string?> SubmitAsync(int port, int number, byte[] recording)
    {
        try
        {
            return await SmtpTestClient.SendAsync(port, "pbx@pbx.example", ["jane@example.org"], TestMail.Voicemail($"kill-{number}", recording));
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            return null;
        }
    }
}
