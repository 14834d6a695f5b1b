namespace VoicemailOrleans.Core.Transcripts.Spoken;

/// <summary>Number words that follow each other.</summary>
/// <param name="First">Index of the first word.</param>
/// <param name="End">Index behind the last word.</param>
/// <param name="Groups">What was said in one breath; a group without digits is a pause.</param>
/// <param name="HasPlus">A country code was announced.</param>
/// <param name="HasHomophone">A word counts as a digit that may be none.</param>
internal sealed record DigitRun(
    int First, int End, IReadOnlyList<DigitGroup> Groups, bool HasPlus, bool HasHomophone)
{
    /// <summary>All digits.</summary>
    public string Digits { get; } = string.Concat(Groups.Select(group => group.Digits));

    /// <summary>The groups as they are read: single digits that follow each other without a pause are one.</summary>
    public IEnumerable<string> Merged()
    {
        var single = "";
        foreach (var (digits, _, _) in Groups)
        {
            if (digits.Length == 1) { single += digits; continue; }
            if (single.Length > 0) yield return single;
            single = "";
            if (digits.Length > 0) yield return digits;
        }

        if (single.Length > 0) yield return single;
    }
}

/// <summary>Digits said in one breath.</summary>
/// <param name="Digits">The digits; empty for a pause.</param>
/// <param name="First">Index of the first word.</param>
/// <param name="End">Index behind the last word.</param>
internal readonly record struct DigitGroup(string Digits, int First, int End);
