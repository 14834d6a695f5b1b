using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary>The storage, or the store, destroyed in the middle of traffic, on the real executable.</summary>
public sealed class RecoveryTests : EndToEndTest
{
    private readonly HashSet<string> acknowledged = [];
    private readonly byte[] recording = TestMail.Recording(1);
    private volatile bool refuses = true;

    private string Data => Path.Combine(Folder, "data");

    private string BackupPath => Path.Combine(Folder, "backup");

    [Fact]
    public async Task Storage_DestroyedAfterABackupInTheMiddleOfTraffic_EverythingAcknowledgedBeforeIsDelivered()
    {
        RefuseOddOnes();
        await using (var service = await StartAsync())
        {
            await SubmitAsync(service, 0, 24);
            using var stop = new CancellationTokenSource();
            var owed = acknowledged.ToHashSet();
            var traffic = TrafficAsync(service, 1000, stop.Token);
            for (var n = 1; n <= 2; n++) Assert.Contains($"Backup {n} ", await CommandAsync(0, "backup", BackupPath), StringComparison.Ordinal);
            await stop.CancelAsync();
            await traffic;
            await service.KillAsync();
            acknowledged.IntersectWith(owed);
        }

        var before = Taken();
        Directory.Delete(Data, recursive: true);
        Assert.Contains("Restored backup 2 ", await CommandAsync(0, "restore", BackupPath), StringComparison.Ordinal);
        Assert.Contains("not empty", await CommandAsync(1, "restore", BackupPath), StringComparison.Ordinal);
        refuses = false;
        await using (var service = await StartAsync())
        {
            await UntilDeliveredAsync();
            Assert.Contains("nothing is wrong", await CommandAsync(0, "verify"), StringComparison.Ordinal);
            Assert.Equal(0, await service.TerminateAsync());
        }

        Assert.NotEmpty(acknowledged.Except(before));
        foreach (var id in acknowledged.Except(before)) Assert.Equal(1, Copies(id));
    }

    [Fact]
    public async Task Store_DeletedInTheMiddleOfTraffic_LosesNothingAndSendsNothingAgainThatIsMarked()
    {
        RefuseOddOnes();
        await using (var service = await StartAsync())
        {
            await SubmitAsync(service, 0, 24);
            using var stop = new CancellationTokenSource();
            var traffic = TrafficAsync(service, 1000, stop.Token);
            await Sink.UntilAsync(ledger => ledger.Count >= 15, "15 mails", TimeSpan.FromMinutes(1));
            await service.KillAsync();
            await stop.CancelAsync();
            await traffic;
        }

        var marked = Directory.GetFiles(Path.Combine(Data, "content"), "*.delivered", SearchOption.AllDirectories)
            .Where(file => MarkLines.Read(File.ReadLines(file)).Delivered.Count > 0)
            .Select(file => CorrelationId.Parse(Path.GetFileNameWithoutExtension(file)).Value).ToHashSet();
        Assert.NotEmpty(marked);
        foreach (var file in Directory.GetFiles(Data, "grains.db*")) File.Delete(file);
        refuses = false;
        await using (var service = await StartAsync())
        {
            await UntilDeliveredAsync();
            Assert.Contains(" 0 were made again", await CommandAsync(0, "rebuild"), StringComparison.Ordinal);
            Assert.Equal(0, await service.TerminateAsync());
        }

        var copies = Sink.Ledger.CountBy(mail => mail.Header("X-Voicemail-Correlation-Id")!);
        foreach (var (id, count) in copies)
            Assert.True(count == 1 || !marked.Contains(id), $"{id} was marked as delivered and came {count} times");
    }

    [Fact]
    public async Task Commands_WithoutAStorage_SayThatThereIsNone()
    {
        foreach (var command in new[] { "backup", "rebuild", "verify" })
        {
            string[] arguments = command == "backup" ? [command, BackupPath] : [command];
            Assert.Contains("holds no voicemails", await CommandAsync(1, arguments), StringComparison.Ordinal);
        }

        Assert.Contains("no manifest", await CommandAsync(1, "restore", BackupPath), StringComparison.Ordinal);
    }

    private void RefuseOddOnes() => Sink.OnDot = mail =>
    {
        var number = int.Parse(mail.Header("Message-ID")!.Split('-', '@')[1], System.Globalization.CultureInfo.InvariantCulture);
        return refuses && number % 2 == 1 ? "451 4.3.0 Not now" : "250 2.0.0 Taken";
    };

    private HashSet<string> Taken() => [.. Sink.Ledger.Select(mail => mail.Header("Message-ID")!)];

    private int Copies(string messageId) => Sink.Ledger.Count(mail => mail.Header("Message-ID") == messageId);

    private Task UntilDeliveredAsync() => Sink.UntilAsync(
        ledger => acknowledged.IsSubsetOf(Taken()), $"all {acknowledged.Count} acknowledged mails", TimeSpan.FromMinutes(2));

    private async Task TrafficAsync(ServiceProcess service, int from, CancellationToken stop)
    {
        for (var number = from; !stop.IsCancellationRequested; number += 4) await SubmitAsync(service, number, 4);
    }

    private async Task SubmitAsync(ServiceProcess service, int from, int count) =>
        await Task.WhenAll(Enumerable.Range(from, count).Select(async number =>
        {
            try
            {
                var mail = TestMail.Voicemail($"lost-{number}", recording);
                var reply = await SmtpTestClient.SendAsync(service.SmtpPort, "pbx@pbx.example", ["jane@example.org"], mail);
                if (!reply.StartsWith("250", StringComparison.Ordinal)) return;
                lock (acknowledged) acknowledged.Add($"<lost-{number}@pbx.example>");
            }
            catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
            {
                // killed meanwhile: not acknowledged
            }
        }));
}
