using System.Text;
using VoicemailOrleans.Bench.Processes;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>What a collector gets of a journey.</summary>
public sealed class TelemetryTests : EndToEndTest
{
    [Fact]
    public async Task Journey_IsOneTraceUnderItsCorrelationId_AndMetricsArePushed()
    {
        await using var collector = await FakeCollector.StartAsync();
        await using var speech = await FakeOpenAiSpeech.StartAsync();
        await using var service = await StartAsync(
            ("SPEECH_ENGINES", "openai"), ("OPENAI_BASE_URL", speech.Address.ToString()),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=planted-key"));
        await SmtpTestClient.SendAsync(
            service.SmtpPort, "planted.sender@pbx.example", ["planted.reader@example.org"],
            TestMail.Voicemail("traced-1", TestMail.Recording(6)));
        var id = CorrelationId.Parse((await Sink.NextAsync()).Header("X-Voicemail-Correlation-Id")!);
        Assert.Equal(0, await service.TerminateAsync()); // pushes what is left

        var traces = collector.Octets("traces");
        Span<byte> trace = stackalloc byte[16];
        Telemetry.TraceOf(id).CopyTo(trace);
        var spans = traces.Split(Encoding.Latin1.GetString(trace)).Skip(1).ToList();
        foreach (var name in new[] { "receipt", "voicemail turn", "transcription turn", "recognition", "relay" })
            Assert.Contains(spans, span => span.Contains(name, StringComparison.Ordinal));
        Assert.Contains("voicemail.journal.messages", collector.Octets("metrics"), StringComparison.Ordinal);
        Assert.Equal(["planted-key"], collector.Keys);
        foreach (var secret in new[] { "planted.sender", "planted.reader", "hello", "4155550199" })
            Assert.DoesNotContain(secret, traces + collector.Octets("metrics"), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("planted-key", service.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collector_Away_CostsNothingElse()
    {
        await using var service = await StartAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{FreePort.Take()}"));
        await SmtpTestClient.SendAsync(
            service.SmtpPort, "pbx@pbx.example", ["jane@example.org"], TestMail.Voicemail("untraced-1", TestMail.Recording(2)));
        await Sink.NextAsync();
        Assert.Equal(0, await service.TerminateAsync());
    }
}
