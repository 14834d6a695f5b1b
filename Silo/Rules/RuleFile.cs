using VoicemailOrleans.Core.Rules;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Rules;

/// <summary>One of the files, whatever it says.</summary>
internal interface IRuleFile
{
    RuleKind Kind { get; }

    /// <summary>Why what the file says now is not in effect, a sentence each.</summary>
    IReadOnlyList<string> Problems { get; }

    /// <summary>What would be wrong with a text, a sentence each.</summary>
    IReadOnlyList<string> Check(string text);

    /// <summary>Reads it now: it has just been changed.</summary>
    void ReadNow();
}

/// <summary>
/// The rules of one file, read again when the file has changed; that is looked at every other second at most, when
/// somebody asks. What cannot be read or understood leaves the rules before it in effect, and says so.
/// </summary>
internal sealed class RuleFile<T> : IRules<T>, IRuleFile
    where T : class
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly (DateTime WrittenAt, long Length) Missing = default;
    private static readonly (DateTime WrittenAt, long Length) Never = (default, -1);

    private readonly Lock gate = new();
    private readonly string path;
    private readonly Func<string, Parsed<T>> parse;
    private readonly T none;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private volatile T current;
    private volatile IReadOnlyList<string> problems = [];
    private volatile Tuple<string, IReadOnlyList<string>>? checkedLast;
    private long lookedAt;
    private (DateTime WrittenAt, long Length) seen = Never;

    /// <summary>Reads the file.</summary>
    /// <param name="folder">Where it lies.</param>
    /// <param name="kind">Which one.</param>
    /// <param name="parse">Understands a text.</param>
    /// <param name="none">The rules when there is no file, or an empty one.</param>
    /// <param name="clock">Says when to look again.</param>
    /// <param name="logger">Told of what is wrong.</param>
    /// <exception cref="InvalidOperationException">Something is wrong with it.</exception>
    public RuleFile(
        RuleFolder folder, RuleKind kind, Func<string, Parsed<T>> parse, T none, TimeProvider clock, ILogger logger)
    {
        (path, this.parse, this.none, this.clock, this.logger) = (folder.FileOf(kind), parse, none, clock, logger);
        Kind = kind;
        current = none;
        Look();
        if (problems.Count > 0)
            throw new InvalidOperationException($"{path} is wrong. {string.Join(' ', problems)}");
    }

    /// <inheritdoc/>
    public RuleKind Kind { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Problems
    {
        get
        {
            LookAgain();
            return problems;
        }
    }

    /// <inheritdoc/>
    public T Current
    {
        get
        {
            LookAgain();
            return current;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Check(string text)
    {
        // Every page asks about the same text again, and a directory may be long.
        var last = checkedLast;
        if (last?.Item1 == text) return last.Item2;
        var found = Parse(text).Problems;
        checkedLast = Tuple.Create(text, found);
        return found;
    }

    /// <inheritdoc/>
    public void ReadNow()
    {
        lock (gate) Look();
    }

    private void LookAgain()
    {
        if (clock.GetElapsedTime(Interlocked.Read(ref lookedAt)) < LookEvery) return;
        lock (gate)
        {
            if (clock.GetElapsedTime(lookedAt) >= LookEvery) Look();
        }
    }

    private void Look()
    {
        Interlocked.Exchange(ref lookedAt, clock.GetTimestamp());
        try
        {
            var found = Stat();
            if (found == seen) return;
            var parsed = Parse(found == Missing ? "" : File.ReadAllText(path));
            problems = parsed.Problems;
            seen = found;
            if (parsed.Value is { } rules) current = rules;
            else RuleLog.Wrong(logger, path, string.Join(' ', problems));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems = [$"It cannot be read: {e.Message}"];
            seen = Never; // when it can be read again, it may be the very file that was read last
            RuleLog.Wrong(logger, path, e.Message);
        }
    }

    /// <summary>
    /// A file that is gone has been removed; without its folder the volume is not there, and nobody meant anything.
    /// </summary>
    private (DateTime WrittenAt, long Length) Stat()
    {
        var file = new FileInfo(path);
        try
        {
            return (file.LastWriteTimeUtc, file.Length);
        }
        catch (FileNotFoundException) when (ReferenceEquals(current, none) || file.Directory!.Exists)
        {
            return Missing;
        }
    }

    private Parsed<T> Parse(string text) => string.IsNullOrWhiteSpace(text) ? Parsed<T>.Of(none) : parse(text);
}
