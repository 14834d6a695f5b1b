namespace VoicemailOrleans.Core.Rules;

/// <summary>What a text that people write says: either its value, or everything that is wrong with it.</summary>
/// <param name="Value">Null when there are problems.</param>
/// <param name="Problems">A sentence each, that says where and what; empty when there is a value.</param>
public sealed record Parsed<T>(T? Value, IReadOnlyList<string> Problems)
    where T : class
{
    /// <summary>Nothing is wrong.</summary>
    public static Parsed<T> Of(T value) => new(value, []);

    /// <summary>Something is wrong.</summary>
    public static Parsed<T> Wrong(params IReadOnlyList<string> problems) => new(null, problems);
}
