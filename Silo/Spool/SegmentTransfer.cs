using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// Moves segments of another journal into ours, while both locks are held. The order keeps every message in exactly one
/// journal, and its note beside it, at whatever step the process dies or the power goes:
/// <list type="number">
/// <item>Notes and keys are copied under the segments' new numbers, durably. A crash leaves them without a segment, and
/// the next look at this journal removes them; the other one is as it was.</item>
/// <item>Segments are renamed, each in one step: it is there, or here with its note. Should the file system not hold
/// both ends of a rename in one transaction, the flush of our folder before that of theirs means that it can then be in
/// both: read twice, which intake recognises.</item>
/// <item>The old notes and keys go last; without a segment they mean nothing.</item>
/// </list>
/// What was moved is in the log in any case: an error on the way leaves the rest for another try.
/// </summary>
internal static class SegmentTransfer
{
    /// <summary>Moves the segments of one folder; returns when the moves are durable.</summary>
    public static void Run(
        IReadOnlyList<SegmentInventory> found, Func<long> nextNumber, SpoolFolders folders, SegmentLog log,
        IDurable durable)
    {
        var moves = found.Select(from => (From: from, To: Target(from, nextNumber(), folders))).ToList();
        var isNamed = false;
        foreach (var (from, to) in moves)
        {
            if (from.Safe.Count > 0) SegmentNotes.Add(to.DonePath, from.Safe, durable);
            isNamed |= SegmentKeyFile.TryCopy(Segment.KeyPathOf(from.Path), to.KeyPath, durable) | from.Safe.Count > 0;
        }

        if (isNamed) durable.SyncFolder(folders.Journal);
        var moved = 0;
        try
        {
            for (; moved < moves.Count; moved++) durable.Rename(moves[moved].From.Path, moves[moved].To.Path);
            durable.SyncFolder(folders.Journal);
            durable.SyncFolder(Path.GetDirectoryName(found[0].Path)!);
        }
        finally
        {
            foreach (var (from, to) in moves.Take(moved)) log.Add(to, from.Messages);
        }

        foreach (var from in found)
        {
            File.Delete(from.DonePath);
            KeyShredder.Shred(Segment.KeyPathOf(from.Path), durable);
        }
    }

    private static Segment Target(SegmentInventory from, long number, SpoolFolders folders) =>
        from.ToSegment(number, folders.SegmentFile(number));
}
