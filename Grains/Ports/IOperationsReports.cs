namespace VoicemailOrleans.Grains;

/// <summary>
/// What the processes of the service tell about themselves, for the operations page: who is there and how they are,
/// and what they counted lately. None of it is on the journey's path, and none of it is needed to deliver mail.
/// </summary>
public interface IOperationsReports
{
    /// <summary>The last report of every process that wrote one within a day.</summary>
    ValueTask<IReadOnlyList<NodeReport>> ReadNodesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// What all processes counted from a time on, in slots no longer than asked for: the latest ones may be shorter,
    /// for those of full length are made when they are over.
    /// </summary>
    ValueTask<IReadOnlyList<MeterSlot>> ReadSlotsAsync(
        SlotLength length, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Examples of what an instrument counted within a day, of all its series and all processes.</summary>
    ValueTask<IReadOnlyList<SeriesExemplars>> ReadExemplarsAsync(
        string instrument, CancellationToken cancellationToken);
}
