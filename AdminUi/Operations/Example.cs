using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>One case of what a number counts.</summary>
/// <param name="Exemplar">When, how much, and of what.</param>
/// <param name="Labels">The labels of its series, as written there; empty when it has none.</param>
/// <param name="Node">The process that counted it.</param>
/// <param name="Voicemail">Its voicemail; null when there is none, or none any more.</param>
public sealed record Example(Exemplar Exemplar, string Labels, string Node, VoicemailSummary? Voicemail)
{
    private const int ShownMax = 50;

    /// <summary>The examples of a number: the longest times first, or the latest.</summary>
    internal static async Task<IReadOnlyList<Example>> ReadAsync(
        CountedNumber number, IOperationsReports reports, IVoicemailIndex index, CancellationToken cancellationToken)
    {
        var series = await reports.ReadExemplarsAsync(number.Instrument, cancellationToken);
        var all = from one in series
            where number.Has(one.Key)
            from exemplar in one.Exemplars
            select (Exemplar: exemplar, one.Key, one.Node);
        var ordered = MeterKey.IsTime(number.Instrument)
            ? all.OrderByDescending(item => item.Exemplar.Value)
            : all.OrderByDescending(item => item.Exemplar.At);
        List<Example> examples = [];
        foreach (var (exemplar, key, node) in ordered.Take(ShownMax))
        {
            var found = exemplar.Voicemail is { } id && CorrelationId.TryParse(id, out _)
                ? await index.SearchAsync(new VoicemailQuery { Text = id, Take = 1 }, cancellationToken)
                : null;
            var labels = key[number.Instrument.Length..].Trim('{', '}').Replace("\"", "", StringComparison.Ordinal);
            examples.Add(new Example(exemplar, labels, node, found?.Items.FirstOrDefault()));
        }

        return examples;
    }
}
