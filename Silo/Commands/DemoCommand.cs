using System.CommandLine;
using System.Globalization;
using System.Net;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Silo.Smarthost.Capture;

namespace VoicemailOrleans.Silo.Commands;

/// <summary>
/// <c>voicemail demo</c>: the whole service on embedded defaults with a built-in mail server; sends the sample
/// voicemails to itself and shows each as its recipient would have it. With <c>DEMO_EXIT=1</c> it ends when all were
/// delivered.
/// </summary>
internal static class DemoCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static Command Create()
    {
        var command = new Command("demo", "Send real voicemails through the whole service and show the results.");
        command.SetAction((_, cancellationToken) => RunAsync(cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        // A folder of its own each time: its first start shows a password, and nobody's data is touched.
        var now = TimeProvider.System.GetUtcNow();
        var folder = $"./data/demo-{now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
        var delivered = Path.GetFullPath(Path.Combine(folder, "delivered"));
        await using var smarthost = new CaptureSmarthost(delivered, new IPEndPoint(IPAddress.Loopback, 0));
        await smarthost.StartAsync(cancellationToken);
        if (CheckConfigCommand.LoadOrExplain(Overrides(folder, smarthost.Port)) is not { } settings) return 1;
        await using var host = await ServiceStart.StartAsync(settings, cancellationToken);
        if (host is null) return 1;
        Introduce(host, delivered);
        var done = await ShowJourneysAsync(smarthost, host, cancellationToken);
        if (!host.Stopping.IsCancellationRequested)
        {
            if (Environment.GetEnvironmentVariable("DEMO_EXIT") is "1" or "true") return done ? 0 : 1;
            Console.WriteLine($"The admin UI is at http://localhost:{host.HttpPort}/ until you press Ctrl-C.");
            Console.WriteLine($"Send more with: make send TO=localhost:{host.SmtpPort}");
        }

        await host.Completion;
        return done ? 0 : 1;
    }

    private static Dictionary<string, string> Overrides(string folder, int smarthostPort) => new()
    {
        ["STORAGE_PATH"] = folder,
        ["OUTBOUND_SMTP_HOST"] = "127.0.0.1",
        ["OUTBOUND_SMTP_PORT"] = $"{smarthostPort}",
        ["OUTBOUND_SMTP_TLS"] = "none",
        ["SPEECH_ENGINES"] = "pocketsphinx",
        ["ROLES"] = "gateway,silo,admin",
        ["REDIS_URL"] = "",
        ["CELERY_BROKER_URL"] = "",
        ["LOG_FORMAT"] = "text",
        ["LOG_LEVEL"] = "warning",
    };

    private static void Introduce(ServiceHost host, string delivered)
    {
        Console.WriteLine();
        Console.WriteLine("VoicemailOrleans is running:");
        Console.WriteLine($"  gateway    smtp://localhost:{host.SmtpPort}");
        Console.WriteLine($"  admin UI   http://localhost:{host.HttpPort}/   (user admin)");
        Console.WriteLine($"  delivered  {delivered}");
        Console.WriteLine("  engine     pocketsphinx: offline, of demo quality, about two words in five wrong");
        Console.WriteLine();
    }

    private static async Task<bool> ShowJourneysAsync(
        CaptureSmarthost smarthost, ServiceHost host, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, host.Stopping);
        patience.CancelAfter(Patience);
        try
        {
            foreach (var name in SampleMail.Names) await SubmitAsync(name, host.SmtpPort!.Value, patience.Token);
            for (var open = SampleMail.Names.Count; open > 0; open--)
                Show(await smarthost.Mails.ReadAsync(patience.Token));
            Console.WriteLine($"All {SampleMail.Names.Count} voicemails were delivered.");
            return true;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine(host.Stopping.IsCancellationRequested
                ? "Stopped before all voicemails were delivered."
                : $"error: not all voicemails were delivered within {Patience.TotalMinutes} minutes.");
            return false;
        }
    }

    private static async Task SubmitAsync(string name, int smtpPort, CancellationToken cancellationToken)
    {
        const string From = "voicemail@pbx.example";
        var to = $"{Path.GetFileNameWithoutExtension(name)}@example.org";
        var mail = SampleMail.Build(SampleMail.Recording(name), name, From, to, TimeProvider.System.GetUtcNow());
        var outcome = await MailSubmission.SubmitAsync("127.0.0.1", smtpPort, From, to, mail, cancellationToken);
        var reply = outcome.Reply;
        if (outcome.State != DeliveryState.Delivered)
            throw new InvalidOperationException($"The gateway said: {reply.Text}");
        var size = $"{mail.Length / 1024} KB";
        Console.WriteLine($"sent       {name} ({size}): {reply.Code} {reply.EnhancedCode} {reply.Text}");
    }

    private static void Show(CapturedMail captured)
    {
        var mail = new MimeMailView().Read(captured.Content);
        var recipients = string.Join(", ", captured.Recipients);
        Console.WriteLine();
        Console.WriteLine($"delivered  to {recipients}, status {Header("X-Voicemail-Status")}");
        Console.WriteLine($"           Subject: {Header("Subject")}");
        foreach (var line in (mail.Text ?? "").Split('\n')) Console.WriteLine($"         | {line.TrimEnd()}");

        string Header(string name) => mail.Headers.FirstOrDefault(field => field.Name == name)?.Value.Trim() ?? "-";
    }
}
