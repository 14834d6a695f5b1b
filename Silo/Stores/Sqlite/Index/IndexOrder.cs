using System.Globalization;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores.Sqlite.Index;

/// <summary>
/// What the list is sorted by, as columns of <c>entries</c>, and places in it. Texts are in plain letters and begin
/// with an "a", or are "b" for none, so that what is missing comes last and every place lies between "" and "c".
/// </summary>
/// <param name="Column">The column; the index on it is named after it and ends with seq.</param>
/// <param name="Lowest">Before all values.</param>
/// <param name="Highest">After all values.</param>
internal sealed record IndexOrder(string Column, object Lowest, object Highest)
{
    private const int TextLengthMax = 40;

    private static readonly IndexOrder ByLength = new("length", -2L, long.MaxValue);
    private static readonly IndexOrder ByRecipient = new("recipient", "", "c");
    private static readonly IndexOrder ByCaller = new("caller", "", "c");

    /// <summary>The order, or null for the time of receipt, which is that of the rows themselves.</summary>
    public static IndexOrder? Of(VoicemailOrder order) => order switch
    {
        VoicemailOrder.Length => ByLength,
        VoicemailOrder.Recipient => ByRecipient,
        VoicemailOrder.Caller => ByCaller,
        _ => null,
    };

    /// <summary>Milliseconds of the first recording, -1 for none.</summary>
    public static long Length(VoicemailSummary summary) =>
        summary.Duration is { } length ? (long)length.TotalMilliseconds : -1;

    /// <summary>The first recipient.</summary>
    public static string Recipient(VoicemailSummary summary) => Text(summary.Recipients.FirstOrDefault());

    /// <summary>The caller.</summary>
    public static string Caller(VoicemailSummary summary) => Text(summary.Caller);

    /// <summary>The key of a place, as a value of the column.</summary>
    public object Value(string key) => Lowest is not long
        ? key
        : long.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0L;

    private static string Text(string? text) =>
        string.IsNullOrWhiteSpace(text) ? "b" : "a" + PlainLetters.Of(IndexText.Cut(text.Trim(), TextLengthMax));
}
