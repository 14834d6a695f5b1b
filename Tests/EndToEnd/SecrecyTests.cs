using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>Secrets and personal data are planted everywhere, then looked for in everything that ops may read.</summary>
public sealed class SecrecyTests : EndToEndTest
{
    private const string Said = "the purple elephant has hidden it";

    [Fact]
    public async Task PlantedSecrets_AreInNoLogMetricHealthOrReport()
    {
        await using var speech = await FakeOpenAiSpeech.StartAsync();
        speech.Answer = (200, $$"""{"text":"{{Said}}","duration":6,"segments":[{"start":0,"end":6,"text":"{{Said}}"}]}""");
        await using var service = await StartAsync(
            ("LOG_LEVEL", "debug"), ("SPEECH_ENGINES", "openai"), ("OPENAI_BASE_URL", speech.Address.ToString()),
            ("OPENAI_API_KEY", "key-of-planted-engine"), ("SMTP_AUTH_USER", "pbx"), ("SMTP_AUTH_PASSWORD", "planted-pbx-password"),
            ("SMTP_AUTH_WITHOUT_TLS", "true"), ("OUTBOUND_SMTP_TLS", "none"), ("METRICS_TOKEN", "planted-metrics-token"));
        Sink.OnRecipient = recipient => recipient.StartsWith("refused", StringComparison.Ordinal) ? "550 5.1.1 No such user" : "250 2.1.5 Ok";

        await SmtpTestClient.SendAsync(
            service.SmtpPort, "planted.sender@pbx.example", ["planted.reader@example.org", "refused.reader@example.org"],
            TestMail.Voicemail("secret-1", TestMail.Recording(6), "Voicemail from 4155550199 planted-subject"));
        var mail = await Sink.NextAsync();
        Assert.Contains("purple elephant", mail.Text, StringComparison.Ordinal); // the journey really had it
        Assert.Contains("key-of-planted-engine", speech.Authorization, StringComparison.Ordinal);
        await Sink.NextAsync(); // the report on the refused one
        var (exit, talk) = await RunAsync(
            "swaks", "--server", $"127.0.0.1:{service.SmtpPort}", "--auth", "PLAIN", "--auth-user", "pbx",
            "--auth-password", "planted-wrong-guess", "--to", "planted.reader@example.org");
        Assert.True(exit != 0, talk);

        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{service.HttpPort}") };
        var health = await http.GetStringAsync("/health");
        http.DefaultRequestHeaders.Authorization = new("Bearer", "planted-metrics-token");
        var metrics = await http.GetStringAsync("/metrics");
        Assert.Equal(0, await service.TerminateAsync());
        var reports = string.Concat(
            Directory.EnumerateFiles(Path.Combine(Folder, "data", "operations"), "*", SearchOption.AllDirectories)
                .Select(File.ReadAllText));

        string[] planted =
        [
            "purple", "elephant", "key-of-planted-engine", "planted-pbx-password", "planted-wrong-guess", "planted-metrics-token",
            "planted.sender", "planted.reader", "refused.reader", "4155550199", "planted-subject",
            Convert.ToBase64String("\0pbx\0planted-wrong-guess"u8),
        ];
        foreach (var (where, text) in new[] { ("log", service.Output), ("health", health), ("metrics", metrics), ("reports", reports) })
        {
            Assert.NotEmpty(text);
            foreach (var secret in planted)
                Assert.False(text.Contains(secret, StringComparison.OrdinalIgnoreCase), $"{secret} is in the {where}: {Around(text, secret)}");
        }
    }

    private static string Around(string text, string secret)
    {
        var at = text.IndexOf(secret, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? "" : text[Math.Max(0, at - 150)..Math.Min(text.Length, at + 150)];
    }
}
