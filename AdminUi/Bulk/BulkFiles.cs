using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using VoicemailOrleans.AdminUi.Actions;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.AdminUi.Bulk;

/// <summary>
/// Bulk jobs on disk, in <c>bulk/</c> of the storage folder, where every admin node sees them:
/// <code>
/// ID.json   the job as it was confirmed; never changed
/// ID.log    a line "voicemail result" for each voicemail that is done
/// ID.lock   held by whoever works on the job
/// ID.stop   somebody wants it stopped
/// </code>
/// Theory of operation. The job is flushed before anything is done, so a crash loses no order. The results are only in
/// the kernel, so a power cut may lose the last ones: those voicemails are done again when the job goes on, which is
/// harmless, see <see cref="BulkWork"/>. Which phase a job is in is read off the files and the lock, which the kernel
/// lets go of however a process ends; there is no state that could be wrong about it.
/// </summary>
internal sealed class BulkFiles(AdminUiOptions options, TimeProvider clock)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    private readonly string folder = Path.Combine(options.StoragePath, "bulk");

    /// <summary>Writes a new job down, with its log held.</summary>
    public (BulkJob Job, BulkLog Log) Create(ActionOrder order, Actor person, IReadOnlyList<CorrelationId> voicemails)
    {
        OwnFolder.Create(folder);
        RemoveOld();
        var now = clock.GetUtcNow();
        var id = $"{TimeOf(now)}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var job = new BulkJob(id, order, person.Name, person.Client, now, voicemails);
        var log = BulkLog.TryOpen(PathOf(id, ".log"))
            ?? throw new IOException($"The log of the new bulk job {id} is taken.");
        var draft = OwnFolder.Draft(
            PathOf(id, ".json"),
            file => JsonSerializer.Serialize(file, job, BulkJsonContext.Default.BulkJob),
            isDurable: true);
        File.Move(draft, PathOf(id, ".json"));
        return (job, log);
    }

    /// <summary>Holds the log of a job to go on with it; null when somebody works on it.</summary>
    public BulkLog? TryResume(string id)
    {
        var log = BulkLog.TryOpen(PathOf(id, ".log"));
        if (log is not null) File.Delete(PathOf(id, ".stop"));
        return log;
    }

    /// <summary>Asks whoever works on a job to stop.</summary>
    public void Stop(string id) => OwnFolder.CreateFile(PathOf(id, ".stop")).Dispose();

    /// <summary>Whether somebody asked for a job to be stopped.</summary>
    public bool IsStopped(string id) => File.Exists(PathOf(id, ".stop"));

    /// <summary>A job and how far it is; null when there is none of that name.</summary>
    public BulkProgress? Read(string id)
    {
        if (!IsName(id) || ReadJob(id) is not { } job) return null;
        var isHeld = BulkLog.IsHeld(PathOf(id, ".log"));
        var results = BulkLog.Read(PathOf(id, ".log"));
        var phase = results.Count >= job.Voicemails.Count ? BulkPhase.Finished
            : isHeld ? BulkPhase.Working
            : IsStopped(id) ? BulkPhase.Stopped
            : BulkPhase.Interrupted;
        return new BulkProgress(job, phase, results);
    }

    /// <summary>There are jobs; asked by every page.</summary>
    public bool HasJobs => Ids().Any();

    /// <summary>The names of the jobs since a time, or of all, newest first.</summary>
    public IReadOnlyList<string> Names(DateTimeOffset since = default)
    {
        var first = TimeOf(since);
        return [.. Ids().Where(id => string.CompareOrdinal(id, first) >= 0).OrderDescending(StringComparer.Ordinal)];
    }

    private IEnumerable<string> Ids() => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateFiles(folder, "*.json")
            .Select(file => Path.GetFileNameWithoutExtension(file)).Where(IsName);

    private static string TimeOf(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    private static bool IsName(string id) =>
        id.Length == 23 && id[14] == '-' && id.All(c => char.IsAsciiHexDigitLower(c) || c == '-');

    private BulkJob? ReadJob(string id)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(id, ".json")), BulkJsonContext.Default.BulkJob);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    private void RemoveOld()
    {
        var before = (clock.GetUtcNow() - KeptFor).UtcDateTime;
        foreach (var file in Directory.EnumerateFiles(folder))
            if (File.GetLastWriteTimeUtc(file) < before) File.Delete(file);
    }

    private string PathOf(string id, string suffix) => Path.Combine(folder, id + suffix);
}
