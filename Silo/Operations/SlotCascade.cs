using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Operations;

/// <summary>
/// One process's slots in three lengths. Ten-second slots are appended as they are counted; when five minutes are over,
/// their slots are added up to one, and when an hour is, those. What is not added up yet is known from the shorter
/// slots, so a crash loses at most ten seconds: the next process of the name begins by adding up what is over.
/// </summary>
internal sealed class SlotCascade(SlotFile shortest, SlotFile middle, SlotFile longest)
{
    private List<MeterSlot>? ofMiddle;
    private List<MeterSlot>? ofLongest;

    /// <summary>Adds a ten-second slot, and the longer ones that are over by now.</summary>
    public void Append(MeterSlot slot, DateTimeOffset now)
    {
        try
        {
            ofMiddle ??= [.. shortest.Read(EndOf(middle))];
            ofLongest ??= [.. middle.Read(EndOf(longest))];
            shortest.Append(slot);
            ofMiddle.Add(slot);
            ofLongest.AddRange(AddUp(ofMiddle, middle, now));
            AddUp(ofLongest, longest, now);
        }
        catch
        {
            (ofMiddle, ofLongest) = (null, null); // the files know what they have
            throw;
        }
    }

    /// <summary>
    /// Slots from a time on, no longer than asked for: first those of full length, then shorter ones for the time that
    /// is not added up yet.
    /// </summary>
    public IReadOnlyList<MeterSlot> Read(SlotLength length, DateTimeOffset since)
    {
        var slots = new List<MeterSlot>();
        SlotFile[] files = length switch
        {
            SlotLength.TenSeconds => [shortest],
            SlotLength.FiveMinutes => [middle, shortest],
            _ => [longest, middle, shortest],
        };
        foreach (var file in files)
        {
            var found = file.Read(since).ToList();
            if (found.Count > 0) since = found[^1].Start + file.Length;
            slots.AddRange(found);
        }

        return slots;
    }

    private static DateTimeOffset EndOf(SlotFile file) =>
        file.Read(DateTimeOffset.UnixEpoch).LastOrDefault() is { } last
            ? last.Start + file.Length
            : DateTimeOffset.UnixEpoch;

    private static List<MeterSlot> AddUp(List<MeterSlot> open, SlotFile file, DateTimeOffset now)
    {
        var done = open.GroupBy(slot => SlotMerge.Floor(slot.Start, file.Length))
            .Where(group => group.Key + file.Length <= now)
            .OrderBy(group => group.Key).Select(group => SlotMerge.Of(group.Key, group)).ToList();
        foreach (var slot in done)
        {
            file.Append(slot);
            open.RemoveAll(part => SlotMerge.Floor(part.Start, file.Length) == slot.Start);
        }

        return done;
    }
}
