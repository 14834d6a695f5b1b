using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Audit;

/// <summary>
/// The end of one node's chain, where entries are added. Theory of operation. A line is written behind the last one;
/// for an action it is flushed, and then the head beside the files says how far the chain certainly goes. A crash
/// leaves at worst half a line, which nobody was told was written: it is cut off at the next opening. After an error
/// nothing is known of the file's end, so it is given up and looked at afresh by the next entry.
/// </summary>
internal sealed class AuditChain(AuditFiles files, string node, IDurable durable) : IDisposable
{
    /// <summary>Entries of requests that ran at once may come in another order than they were timed.</summary>
    private static readonly TimeSpan Overtaking = TimeSpan.FromMinutes(1);

    private FileStream? file;
    private FileStream? head;
    private string month = "";
    private long length;
    private long number;
    private string hash = AuditLine.NoHash;
    private DateTimeOffset lastAt;

    /// <summary>Adds an entry.</summary>
    public void Append(AuditEntry entry, bool isDurable)
    {
        try
        {
            Open(AuditFiles.MonthOf(entry.At));
            Write(entry, isDurable);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        file?.Dispose();
        head?.Dispose();
        (file, head) = (null, null);
    }

    private void Write(AuditEntry entry, bool isDurable)
    {
        var at = entry.At < lastAt && lastAt - entry.At < Overtaking ? lastAt : entry.At;
        var octets = AuditLine.Of(entry with { At = at }, number + 1, hash).ToOctets();
        durable.Write(file!.SafeFileHandle, file.Name, [octets, "\n"u8.ToArray()], length);
        length += octets.Length + 1;
        number++;
        (hash, lastAt) = (AuditLine.HashOf(octets), at);
        if (!isDurable) return;
        durable.SyncData(file.SafeFileHandle, file.Name);
        head ??= SpoolFolders.CreateFile(files.HeadOf(node), FileMode.OpenOrCreate);
        durable.Write(head.SafeFileHandle, head.Name, [AuditFiles.HeadText(number, hash)], 0);
    }

    private void Open(string now)
    {
        // A clock that was put back does not open a file of the past: the chain goes on where it is.
        if (file is not null && string.CompareOrdinal(now, month) <= 0) return;
        Dispose();
        SpoolFolders.Create(files.Folder, durable);
        var last = files.All().LastOrDefault(known => known.Node == node);
        // Without a file the chain goes on where its head says it was: what is gone must not look like a beginning.
        (number, hash) = files.ReadHead(node) ?? (0, AuditLine.NoHash);
        if (last is not null) Recover(last);
        month = last is not null && string.CompareOrdinal(now, last.Month) < 0 ? last.Month : now;
        var current = files.FileOf(node, month);
        var isNew = !File.Exists(current.Path);
        file = SpoolFolders.CreateFile(current.Path, FileMode.OpenOrCreate);
        if (isNew) durable.SyncFolder(files.Folder);
        length = file.Length;
    }

    private void Recover(AuditFile last)
    {
        using var stream = SpoolFolders.CreateFile(last.Path, FileMode.OpenOrCreate);
        using var lines = AuditLines.Backwards(stream).GetEnumerator();
        stream.SetLength(AuditLines.WholeLength(stream));
        if (!lines.MoveNext()) return;
        hash = AuditLine.HashOf(lines.Current.Span);
        // A line that cannot be read keeps its place: the check names it, and what follows goes on from the head.
        if (AuditLine.Parse(lines.Current.Span) is { } line) (number, lastAt) = (line.Number, line.At);
    }
}
