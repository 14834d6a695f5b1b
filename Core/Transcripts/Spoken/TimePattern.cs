namespace VoicemailOrleans.Core.Transcripts.Spoken;

/// <summary>
/// One way to say a date or time, element by element: <c>{hour} uhr {minute}?</c>. An element is a class of words in
/// braces (see <see cref="TimeMatcher"/>) or words to choose from; a question mark says that it may be missing.
/// </summary>
/// <param name="Elements">The elements in order.</param>
internal sealed record TimePattern(IReadOnlyList<TimeElement> Elements)
{
    /// <summary>Patterns as they are written.</summary>
    public static IReadOnlyList<TimePattern> All(params string[] patterns) =>
        [.. patterns.Select(pattern => new TimePattern([.. pattern.Split(' ').Select(Element)]))];

    private static TimeElement Element(string text) => new(
        [.. PlainLetters.Of(text).TrimEnd('?').Split('|')], text.EndsWith('?'));
}

/// <summary>One element of a <see cref="TimePattern"/>.</summary>
/// <param name="Choices">Words, or one class in braces.</param>
/// <param name="IsOptional">It may be missing.</param>
internal sealed record TimeElement(IReadOnlyList<string> Choices, bool IsOptional);
