using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// Removes what a crash leaves of messages that nobody has a 250 for, or that are gone: drafts without a record, keys
/// without an envelope. Theory of operation: a record in a journal may name a draft, and a replay writes a key before
/// its envelope. So nothing is removed while a journal, whoever's, holds a segment whose messages this process has not
/// passed. The journals are looked at before and after the files: a segment that is just being taken over may be missed
/// by one look. A message that is on its way now has a young file; and how old a file is says the clock of its file
/// system, which is that of a file just written there: ours may be wrong, and so may be that of the gateway that gave
/// the message its identifier.
/// </summary>
internal sealed class LeftoverSweep(SpoolFolders folders, SegmentLog log, IDurable durable)
{
    private static readonly TimeSpan Age = FileSpool.ReplayWindow + TimeSpan.FromDays(1);

    /// <summary>Removes them; false when a journal may still know of some: nothing was removed.</summary>
    public bool TryRun()
    {
        try
        {
            if (!AreJournalsPassed()) return false;
            var drafts = Old(folders.Content, folders.Temporary, "*.draft");
            var keys = Old(folders.ContentKeys, folders.TemporaryKeys, "*.key").Where(IsWithoutEnvelope).ToList();
            if (!AreJournalsPassed()) return false;
            foreach (var draft in drafts) File.Delete(draft);
            foreach (var key in keys) KeyShredder.Shred(key, durable);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return false; // another process removed one that had emptied
        }
    }

    /// <summary>Every segment there is was read to its end, or is the one that is being written.</summary>
    private bool AreJournalsPassed()
    {
        var passed = log.All.Where(segment => segment.IsRead || !segment.IsSealed).Select(segment => segment.Path)
            .ToHashSet(StringComparer.Ordinal);
        return new DirectoryInfo(folders.Journals).EnumerateFiles("*.seg", SearchOption.AllDirectories)
            .All(file => passed.Contains(file.FullName) || file.Length == 0);
    }

    private List<string> Old(string root, string temporary, string pattern)
    {
        if (!Directory.Exists(temporary)) return [];
        var before = NowOf(temporary) - Age;
        return
        [
            .. new DirectoryInfo(root).EnumerateDirectories().Where(day => SpoolSweep.DayOf(day.FullName) is not null)
                .SelectMany(day => day.EnumerateFiles(pattern)).Where(file => file.LastWriteTimeUtc < before)
                .Select(file => file.FullName),
        ];
    }

    private DateTime NowOf(string temporary)
    {
        var path = folders.TemporaryOf("now.probe", temporary, number: 0);
        using (var file = SpoolFolders.CreateFile(path))
            durable.Write(file.SafeFileHandle, path, ["now"u8.ToArray()], 0);
        var now = File.GetLastWriteTimeUtc(path);
        File.Delete(path);
        return now;
    }

    private bool IsWithoutEnvelope(string key) =>
        CorrelationId.TryParse(Path.GetFileNameWithoutExtension(key), out var id)
        && !Durable.Exists(folders.FileOf(id, ".env"));
}
