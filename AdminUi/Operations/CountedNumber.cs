using Microsoft.AspNetCore.Http;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>
/// A number of the operations page: an instrument, or those of its series that have some values of a label. The page
/// with the voicemails behind it has its parts in the address.
/// </summary>
/// <param name="Instrument">One of <see cref="NumberWords"/>.</param>
/// <param name="Label">The label; null for all series.</param>
/// <param name="Values">Its values.</param>
public sealed record CountedNumber(string Instrument, string? Label = null, params IReadOnlyList<string> Values)
{
    /// <summary>Where the voicemails behind it are shown.</summary>
    public string Url => "operations/behind?of=" + Uri.EscapeDataString(Instrument)
        + string.Concat(Values.Select(value => $"&{Label}={Uri.EscapeDataString(value)}"));

    /// <summary>What it counts, in words.</summary>
    public string Title => NumberWords.Of(Instrument) + (Values.Count == 0 ? "" : ": " + string.Join(", ", Values));

    /// <summary>The number that an address asks for; null when there is none.</summary>
    public static CountedNumber? Read(IQueryCollection query)
    {
        if (query["of"] is not [{ } instrument] || NumberWords.Of(instrument) is null) return null;
        var (label, values) = query.FirstOrDefault(pair => pair.Key != "of");
        return label is null ? new CountedNumber(instrument) : new CountedNumber(instrument, label, [.. values!]);
    }

    /// <summary>Whether a series is part of it.</summary>
    public bool Has(string key) => MeterKey.Is(key, Instrument)
        && (Label is null || MeterKey.Label(key, Label) is { } value && Values.Contains(value));

    /// <summary>How much it grew.</summary>
    public double Sum(IEnumerable<MeterSlot> slots) =>
        slots.Sum(slot => slot.Counts.Where(count => Has(count.Key)).Sum(count => count.Value));
}
