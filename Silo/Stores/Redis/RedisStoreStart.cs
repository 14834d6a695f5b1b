using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Stores.Redis.Resp;

namespace VoicemailOrleans.Silo.Stores.Redis;

/// <summary>
/// Looks at the server once it is reached: a server that would throw grains away stops the start, as does a wrong
/// password; one that is not there does not, because mail is taken into the journal meanwhile. Then it is looked at
/// when it is first reached, and again after every reconnect, and the verdict shows in the health check.
/// </summary>
internal sealed partial class RedisStoreStart(
    RedisGrainStore store, RedisClient client, TimeProvider clock, ILogger<RedisStoreStart> logger)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stopping = new();
    private volatile RedisVerdict? verdict;

    /// <summary>What was found last; null while the server was never reached.</summary>
    public RedisVerdict? Verdict => verdict;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await client.ConnectAsync(either.Token);
            var found = await LookAsync(either.Token);
            if (found.Refusal is { } refusal) throw new InvalidOperationException(refusal);
        }
        catch (Exception e) when (IsAbsence(e) && !cancellationToken.IsCancellationRequested)
        {
            LogAbsent(client.Problem ?? e.Message);
        }

        client.Reconnected += LookAgain;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        client.Reconnected -= LookAgain;
        stopping.Cancel();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => stopping.Dispose();

    private static bool IsAbsence(Exception error) =>
        error is OperationCanceledException or GrainStoreUnavailableException
        or RedisException and not RedisSetupException;

    private async void LookAgain()
    {
        try
        {
            await LookAsync(stopping.Token);
        }
        catch (Exception e)
        {
            if (!stopping.IsCancellationRequested) LogAbsent(e.Message);
        }
    }

    private async Task<RedisVerdict> LookAsync(CancellationToken cancellationToken)
    {
        var facts = await store.ReadFactsAsync(cancellationToken);
        var found = new RedisVerdict(
            facts, facts.Refusal(), [.. facts.Warnings(await ReadFlushesAsync(cancellationToken))]);
        // Every connection of the client that is made again leads here: said once is enough.
        var said = verdict;
        if (found.Refusal is { } refusal && refusal != said?.Refusal) LogRefused(refusal);
        foreach (var warning in found.Warnings.Except(said?.Warnings ?? [])) LogWarning(warning);
        verdict = found;
        return found;
    }

    /// <summary>An ACL user may lack the right to ask; then nobody knows.</summary>
    private async ValueTask<string?> ReadFlushesAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.SendAsync(["CONFIG", "GET", "appendfsync"], cancellationToken);
            return answer.Items.Count > 1 ? answer.Items[1].Text : null;
        }
        catch (RedisServerException)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Error, "Redis is not there yet, mail is taken meanwhile: {Reason}")]
    private partial void LogAbsent(string reason);

    [LoggerMessage(LogLevel.Critical, "{Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(LogLevel.Warning, "{Reason}")]
    private partial void LogWarning(string reason);
}

/// <summary>What was found at a server.</summary>
/// <param name="Facts">What it says.</param>
/// <param name="Refusal">Why it must not be used; null when it may.</param>
/// <param name="Warnings">What an operator should know.</param>
internal sealed record RedisVerdict(RedisServerFacts Facts, string? Refusal, IReadOnlyList<string> Warnings);
