namespace VoicemailOrleans.Core.Mail.Profiles;

/// <summary>
/// A pattern of one line. It matches the whole line, in any case. Theory of operation: for each piece, from the last to
/// the first, a row says from which places of the line the pieces from it on reach its end; then the pieces are laid
/// out from the left, {name}, {caller} and {*} as short as the rows allow, {number} and {mailbox} as long. A row takes
/// a step or, for a number, a few steps a character: no line makes it slow.
/// </summary>
public sealed class LinePattern
{
    private const int NameLengthMax = 120;

    private readonly PatternToken[] tokens;
    private readonly bool isFileName;

    private LinePattern(string text, PatternToken[] tokens, bool isFileName) =>
        (Text, this.tokens, this.isFileName) = (text, tokens, isFileName);

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">As written.</param>
    /// <param name="place">What it is for: in a file name a number has no blanks, dashes or brackets.</param>
    /// <param name="problem">What is wrong, as the end of a sentence; null when nothing is.</param>
    /// <returns>Null when something is wrong.</returns>
    public static LinePattern? Parse(string text, FactPlace place, out string? problem)
    {
        var read = PatternSyntax.Read(text, out problem);
        return problem is null ? new LinePattern(text.Trim(), [.. read], place == FactPlace.FileName) : null;
    }

    /// <summary>What the placeholders stand for in a line; null when it does not match.</summary>
    /// <param name="line">Without white space at its ends.</param>
    /// <param name="withheld">What may stand in place of a number.</param>
    public IReadOnlyDictionary<Placeholder, string>? Match(string line, IEnumerable<string> withheld)
    {
        if (tokens[0] is PatternToken.Literal first && EndOf(first.Text, line, 0) is null) return null;
        if (tokens[^1] is PatternToken.Literal { Text: var last }
            && !line.EndsWith(last, StringComparison.OrdinalIgnoreCase))
            return null;
        var rows = new bool[tokens.Length + 1][];
        rows[^1] = new bool[line.Length + 1];
        rows[^1][line.Length] = true;
        for (var t = tokens.Length - 1; t >= 0; t--) rows[t] = Row(tokens[t], line, rows[t + 1], withheld);
        if (!rows[0][0]) return null;

        var found = new Dictionary<Placeholder, string>();
        var at = 0;
        for (var t = 0; t < tokens.Length; t++)
        {
            var end = End(tokens[t], line, at, rows[t + 1], withheld);
            if (tokens[t] is PatternToken.Field field) found[field.Placeholder] = line[at..end];
            at = end;
        }

        return found;
    }

    private bool[] Row(PatternToken token, string line, bool[] next, IEnumerable<string> withheld)
    {
        var row = new bool[line.Length + 1];
        var nearest = int.MaxValue;
        for (var i = line.Length; i >= 0; i--)
        {
            if (i < line.Length && next[i + 1] && !char.IsWhiteSpace(line[i])) nearest = i + 1;
            row[i] = token switch
            {
                PatternToken.Literal literal => EndOf(literal.Text, line, i) is { } end && next[end],
                PatternToken.Blank => i < line.Length && char.IsWhiteSpace(line[i]) && (next[i + 1] || row[i + 1]),
                PatternToken.Field { Placeholder: Placeholder.Anything } => next[i] || (i < line.Length && row[i + 1]),
                PatternToken.Field { Placeholder: Placeholder.Name or Placeholder.Caller } =>
                    i < line.Length && !char.IsWhiteSpace(line[i]) && nearest <= i + NameLengthMax,
                _ => End(token, line, i, next, withheld) > 0,
            };
        }

        return row;
    }

    /// <summary>Where a piece that begins here ends; 0 when it cannot.</summary>
    private int End(PatternToken token, string line, int at, bool[] next, IEnumerable<string> withheld) => token switch
    {
        PatternToken.Literal literal => at + literal.Text.Length,
        PatternToken.Blank => Ends(line, at, char.IsWhiteSpace, line.Length).LastOrDefault(end => next[end]),
        PatternToken.Field { Placeholder: Placeholder.Anything } => Array.IndexOf(next, true, at),
        PatternToken.Field { Placeholder: Placeholder.Mailbox } =>
            Ends(line, at, PhoneNumbers.IsInMailbox, PhoneNumbers.MailboxLengthMax).LastOrDefault(end => next[end]),
        PatternToken.Field { Placeholder: Placeholder.Number } => NumberEnd(line, at, next, withheld),
        _ => FirstEnd(line, at, next),
    };

    private static int FirstEnd(string line, int at, bool[] next)
    {
        for (var end = at + 1; end <= line.Length; end++)
            if (next[end] && !char.IsWhiteSpace(line[end - 1]))
                return end;
        return 0;
    }

    private int NumberEnd(string line, int at, bool[] next, IEnumerable<string> withheld)
    {
        Func<char, bool> belongs = isFileName ? c => char.IsAsciiDigit(c) || c == '+' : PhoneNumbers.IsInNumber;
        var phone = Ends(line, at, belongs, PhoneNumbers.LengthMax)
            .LastOrDefault(end => next[end] && PhoneNumbers.IsPhone(line[at..end]));
        if (phone > 0) return phone;
        return withheld.Select(word => EndOf(word, line, at) is { } end && next[end] ? end : 0).DefaultIfEmpty().Max();
    }

    private static IEnumerable<int> Ends(string line, int at, Func<char, bool> belongs, int lengthMax)
    {
        for (var end = at + 1; end <= line.Length && end - at <= lengthMax && belongs(line[end - 1]); end++)
            yield return end;
    }

    private static int? EndOf(string text, string line, int at) =>
        line.AsSpan(at).StartsWith(text, StringComparison.OrdinalIgnoreCase) ? at + text.Length : null;
}
