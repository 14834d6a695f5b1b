using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using VoicemailOrleans.Tests.EndToEnd;

namespace VoicemailOrleans.Tests.Faults;

/// <summary>
/// A PBX with a ledger. Several lines send mails of distinct Message-IDs, one in four without a recording, now and then
/// to several recipients, each again and again, to whichever gateway comes next, until its 250 comes; a try that was
/// cut or refused for now is repeated after a short pause, as a PBX does.
/// </summary>
internal sealed class Pbx(Func<int> gateway, int seed, Pulse pulse) : IAsyncDisposable
{
    private static readonly TimeSpan TryMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(300);

    private readonly List<Task> lines = [];
    private readonly CancellationTokenSource hangUp = new();
    private volatile bool stopped;
    private int number;
    private int accepted;

    /// <summary>Every mail it ever tried to send.</summary>
    public ConcurrentQueue<PbxMail> Mails { get; } = [];

    /// <summary>Mails with a 250; throws when a line has broken down, so that nobody waits for it.</summary>
    public int Accepted => lines.FirstOrDefault(line => line.IsFaulted) is { Exception: { } broken }
        ? throw new InvalidOperationException("A line of the PBX broke down: " + broken.GetBaseException().Message, broken)
        : accepted;

    /// <summary>Chooses the reverse-path of a mail by its number; by default the PBX's own address.</summary>
    public Func<int, string> ReversePath { get; set; } = _ => "pbx@pbx.example";

    /// <summary>Begins to send: on so many lines, with a pause of up to so long between the mails of one.</summary>
    public void Start(int senders, TimeSpan pause, int most = int.MaxValue)
    {
        for (var line = 0; line < senders; line++) lines.Add(SendAsync(new Random(seed + line), pause, most));
    }

    /// <summary>Begins no further mail; those under way go on until they are accepted.</summary>
    public async Task StopAsync()
    {
        stopped = true;
        var open = () => string.Join(", ", Mails.Where(mail => mail.Id is null).Select(mail => $"{mail.MessageId} ({mail.Troubles.LastOrDefault()})"));
        await pulse.UntilAsync(() => lines.All(line => line.IsCompleted), () => "a 250 for " + open());
        await Task.WhenAll(lines);
    }

    public async ValueTask DisposeAsync()
    {
        stopped = true;
        await hangUp.CancelAsync();
        await Task.WhenAll(lines);
        hangUp.Dispose();
    }

    private async Task SendAsync(Random random, TimeSpan pause, int most)
    {
        await Task.Yield();
        try
        {
            while (!stopped && Interlocked.Increment(ref number) is var next && next <= most)
            {
                var mail = Next(next, random);
                Mails.Enqueue(mail);
                while (!await TryAsync(mail)) await PauseAsync(RetryPause);
                await PauseAsync(pause * random.NextDouble());
            }
        }
        catch (OperationCanceledException) when (hangUp.IsCancellationRequested)
        {
            // The test is over, well or not.
        }
        finally
        {
            pulse.Beat();
        }
    }

    private async Task<bool> TryAsync(PbxMail mail)
    {
        mail.Try();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(hangUp.Token);
        patience.CancelAfter(TryMax);
        try
        {
            var reply = await SmtpTestClient.SendAsync(gateway(), mail.ReversePath, mail.Recipients, mail.Content, patience.Token);
            if (reply.StartsWith("250 2.6.0 Accepted ", StringComparison.Ordinal))
            {
                mail.AcceptedAt = Stopwatch.GetTimestamp();
                mail.Id = reply.Split(' ')[3];
                Interlocked.Increment(ref accepted);
                pulse.Beat();
                return true;
            }

            mail.Troubles.Enqueue(reply);
            if (reply[0] == '5') throw new InvalidOperationException($"{mail.MessageId} was refused for good: {reply}");
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            mail.Troubles.Enqueue(e.Message);
        }
        catch (OperationCanceledException) when (!hangUp.IsCancellationRequested)
        {
            mail.Troubles.Enqueue("no reply in time");
        }

        pulse.Beat();
        return false;
    }

    private Task PauseAsync(TimeSpan pause) => Task.Delay(pause, TimeProvider.System, hangUp.Token);

    private PbxMail Next(int next, Random random)
    {
        string[] recipients = [.. Enumerable.Range(1, random.Next(4) == 0 ? 3 : 1).Select(i => $"box{i}-{next % 50}@example.org")];
        var name = $"fault-{seed}-{next}";
        var seconds = next % 12 == 1 ? 20 : 1; // some too large for the journal
        var content = next % 4 == 0 ? TestMail.Plain(name) : TestMail.Voicemail(name, TestMail.Recording(seconds, next));
        return new PbxMail($"<{name}@pbx.example>", ReversePath(next), recipients, content);
    }
}
