using System.Collections.Concurrent;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Operations;

/// <summary>
/// Groups the log's warnings and errors by kind, for the operations page: one entry per category and event, with the
/// latest text and the latest voicemail named. The texts are those of the log, so addresses are masked as there.
/// </summary>
internal sealed class TroubleLog(TimeProvider clock) : ILoggerProvider
{
    private const int GroupsMax = 60;
    private const int TextMax = 300;
    private static readonly TimeSpan KeepFor = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, TroubleGroup> groups = new(StringComparer.Ordinal);

    /// <summary>What there was within a day, the latest first.</summary>
    public IReadOnlyList<TroubleGroup> Groups
    {
        get
        {
            Forget();
            return [.. groups.Values.OrderByDescending(group => group.Last)];
        }
    }

    private DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Goes on from what the process before this one saw.</summary>
    public void Restore(IEnumerable<TroubleGroup> former)
    {
        foreach (var group in former) groups.AddOrUpdate(group.Event, group, (_, now) => Join(group, now));
        Forget();
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static TroubleGroup Join(TroubleGroup before, TroubleGroup after) => after with
    {
        Count = before.Count + after.Count,
        First = before.First,
        Level = before.Level > after.Level ? before.Level : after.Level,
        Example = after.Example ?? before.Example,
    };

    private void Add(TroubleGroup trouble)
    {
        groups.AddOrUpdate(trouble.Event, trouble, (_, before) => Join(before, trouble));
        if (groups.Count > GroupsMax) Forget();
    }

    private void Forget()
    {
        var oldest = Now - KeepFor;
        var latest = groups.Values.OrderByDescending(group => group.Last);
        foreach (var group in latest.Where((group, position) => position >= GroupsMax || group.Last < oldest))
            groups.TryRemove(group.Event, out _);
    }

    private static string Cut(string text) =>
        text.ReplaceLineEndings(" ") is var line && line.Length > TextMax ? line[..TextMax] + "…" : line;

    private sealed class Category(TroubleLog log, string name) : ILogger
    {
        private readonly string shortName = name[(name.LastIndexOf('.') + 1)..];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            var values = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
            var pattern = values.FirstOrDefault(value => value.Key == "{OriginalFormat}").Value as string;
            var text = formatter(state, exception);
            var kind = eventId.Name ?? pattern ?? text;
            var example = values.Select(value => value.Value).OfType<CorrelationId>().Cast<CorrelationId?>();
            var now = log.Now;
            var whole = exception is null ? text : $"{text} ({exception.Message})";
            log.Add(new TroubleGroup(
                Cut($"{shortName}: {kind}"), LevelOf(logLevel), Cut(whole), 1, now, now, example.FirstOrDefault()));
        }

        private static TroubleLevel LevelOf(LogLevel level) => level switch
        {
            LogLevel.Warning => TroubleLevel.Warning,
            LogLevel.Error => TroubleLevel.Error,
            _ => TroubleLevel.Critical,
        };
    }
}
