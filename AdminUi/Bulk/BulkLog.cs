using System.Text;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Bulk;

/// <summary>
/// The results of a job, one line each, appended by the one process that holds its lock. The lock is a file of its own,
/// because .NET lets nobody read one that is locked.
/// </summary>
internal sealed class BulkLog : IDisposable
{
    private const string BrokenDown = "Failed";

    private readonly FileStream held;
    private readonly FileStream file;
    private readonly Lock gate = new();

    private BulkLog(FileStream held, FileStream file) => (this.held, this.file) = (held, file);

    /// <summary>Opens the file of that name for appending; null when somebody else has it.</summary>
    public static BulkLog? TryOpen(string path)
    {
        FileStream held;
        try
        {
            // FileShare.None is flock(LOCK_EX): the kernel lets go of it however the process ends.
            held = OwnFolder.OpenFile(LockOf(path), FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            return null;
        }

        var file = OwnFolder.OpenFile(path, FileMode.OpenOrCreate, FileShare.ReadWrite);
        file.Seek(0, SeekOrigin.End);
        var log = new BulkLog(held, file);
        if (file.Position > 0) log.Write("\n"); // behind a line that a crash has torn
        return log;
    }

    /// <summary>Whether some process works on it.</summary>
    public static bool IsHeld(string path)
    {
        if (!File.Exists(LockOf(path))) return false;
        try
        {
            // A shared lock: two that look at the same moment do not take each other for the worker.
            using var looked = OwnFolder.OpenFile(LockOf(path), FileMode.Open, FileShare.Read, FileAccess.Read);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>The results so far, each voicemail once.</summary>
    public static IReadOnlyList<BulkResult> Read(string path)
    {
        if (!File.Exists(path)) return [];
        using var file = OwnFolder.OpenFile(path, FileMode.Open, FileShare.ReadWrite, FileAccess.Read);
        using var reader = new StreamReader(file);
        var results = new Dictionary<CorrelationId, BulkResult>();
        while (reader.ReadLine() is { } line)
            if (Parse(line) is { } result) results[result.Id] = result;
        return [.. results.Values];
    }

    /// <summary>Notes a result.</summary>
    public void Add(BulkResult result) =>
        Write($"{result.Id} {(result.Result is { } known ? known.ToString() : BrokenDown)}\n");

    /// <inheritdoc/>
    public void Dispose()
    {
        file.Dispose();
        held.Dispose();
    }

    private static string LockOf(string path) => Path.ChangeExtension(path, ".lock");

    private static BulkResult? Parse(string line)
    {
        var parts = line.Split(' ');
        if (parts.Length != 2 || !CorrelationId.TryParse(parts[0], out var id)) return null;
        if (parts[1] == BrokenDown) return new BulkResult(id, null);
        return Enum.TryParse<DeskResult>(parts[1], out var result) ? new BulkResult(id, result) : null;
    }

    private void Write(string text)
    {
        lock (gate) file.Write(Encoding.ASCII.GetBytes(text));
    }
}
