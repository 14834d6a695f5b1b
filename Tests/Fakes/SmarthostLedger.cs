using System.Text;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>A mail that a scripted smarthost said 250 to, or stored and kept quiet about.</summary>
internal sealed record LedgerMail(string ReversePath, string[] Recipients, byte[] Content)
{
    public string Text => Encoding.Latin1.GetString(Content);
}

/// <summary>What a scripted smarthost really saw, and what of it was against the rules.</summary>
internal sealed class SmarthostLedger
{
    private readonly Lock gate = new();
    private readonly List<string> entries = [];
    private readonly List<LedgerMail> mails = [];
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource Seen)> waiting = [];

    /// <summary>Lines such as <c>1 RCPT TO:&lt;a@b&gt;</c>: connection number and command or event.</summary>
    public string[] Entries
    {
        get { lock (gate) return [.. entries]; }
    }

    public LedgerMail[] Mails
    {
        get { lock (gate) return [.. mails]; }
    }

    public string[] Violations => [.. Entries.Where(entry => entry.Contains(" PROTOCOL ", StringComparison.Ordinal))];

    public int Connections => Entries.Count(entry => entry.EndsWith(" connected", StringComparison.Ordinal));

    public int Count(string verb) => Entries.Count(entry => entry.Split(' ')[1] == verb);

    public void Add(int connection, string what)
    {
        lock (gate)
        {
            var entry = $"{connection} {what}";
            entries.Add(entry);
            foreach (var (wanted, seen) in waiting)
                if (wanted(entry)) seen.TrySetResult();
        }
    }

    public void Add(LedgerMail mail)
    {
        lock (gate) mails.Add(mail);
    }

    /// <summary>Completes when an entry that contains the text is (or was) made.</summary>
    public async Task SeenAsync(string text)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (entries.Any(Wanted)) return;
            waiting.Add((Wanted, seen));
        }

        try
        {
            await seen.Task.WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"the smarthost never saw '{text}'; it saw:\n{string.Join('\n', Entries)}");
        }

        bool Wanted(string entry) => entry.Contains(text, StringComparison.Ordinal);
    }
}
