using System.Collections.Concurrent;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// Decides when content that the disk does not give is as lost as damaged one. A server that is away for a while, or an
/// owner that somebody is about to set right, says of each file what a bad sector says of one. So the error must have
/// come for a quarter of an hour; and in this moment the file system must take a file and give the envelope of another
/// message of that day, if there is one. Each process keeps count for itself, in memory.
/// </summary>
internal sealed class LostContent(SpoolFolders folders, IDurable durable, TimeProvider time)
{
    /// <summary>How long a message's content must have been unreadable.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private const int OthersMax = 3;

    private readonly ConcurrentDictionary<CorrelationId, long> failing = new();
    private long lastProbe;

    /// <summary>The content was read.</summary>
    public void Read(CorrelationId id)
    {
        if (!failing.IsEmpty) failing.TryRemove(id, out _);
    }

    /// <summary>The content could not be read: whether that has gone on for long and is this file's alone.</summary>
    public bool IsLasting(CorrelationId id, Exception error)
    {
        if (!ReadError.IsOfOneFile(error)) return false;
        var since = failing.GetOrAdd(id, _ => time.GetTimestamp());
        return time.GetElapsedTime(since) >= Patience && IsOfOneMessage(id, error);
    }

    /// <summary>Whether an error in reading a file of a message is this file's alone, as far as one can see.</summary>
    public bool IsOfOneMessage(CorrelationId id, Exception error)
    {
        if (!ReadError.IsOfOneFile(error)) return false;
        try
        {
            Probe(id, folders.Temporary);
            if (Directory.Exists(folders.TemporaryKeys)) Probe(id, folders.TemporaryKeys);
            var others = Directory.EnumerateFiles(folders.DayOf(id), "*.env")
                .Where(file => Path.GetFileNameWithoutExtension(file) != id.Value).Take(OthersMax).ToList();
            return others.Count == 0 || others.Any(CanBeRead);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool CanBeRead(string path)
    {
        try
        {
            File.ReadAllBytes(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Probe(CorrelationId id, string folder)
    {
        var path = folders.TemporaryOf($"{id}.probe", folder, Interlocked.Increment(ref lastProbe));
        using (var file = SpoolFolders.CreateFile(path))
        {
            durable.Write(file.SafeFileHandle, path, ["probe"u8.ToArray()], 0);
            durable.SyncData(file.SafeFileHandle, path);
        }

        File.Delete(path);
    }
}
