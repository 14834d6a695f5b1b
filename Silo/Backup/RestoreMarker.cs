using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Backup;

/// <summary>
/// Lies in the storage folder while a restore is under way. A restore that was cut off can be begun again over what it
/// left; the service does not start on half of a backup.
/// </summary>
internal static class RestoreMarker
{
    private const string FileName = "restore-unfinished";

    /// <summary>A restore was begun and not finished.</summary>
    public static bool IsThere(string storagePath) => File.Exists(Path.Combine(storagePath, FileName));

    /// <summary>Stops a service that would start in the middle of a restore.</summary>
    /// <exception cref="InvalidOperationException">It would.</exception>
    public static void Refuse(string storagePath)
    {
        if (IsThere(storagePath))
            throw new InvalidOperationException(
                $"{Path.GetFullPath(storagePath)} holds an unfinished restore: run voicemail restore again.");
    }

    /// <summary>Puts it there, durably.</summary>
    public static void Put(string storagePath, IDurable durable)
    {
        SpoolFolders.CreateFile(Path.Combine(storagePath, FileName)).Dispose();
        durable.SyncFolder(storagePath);
    }

    /// <summary>Takes it away, durably.</summary>
    public static void Remove(string storagePath, IDurable durable)
    {
        File.Delete(Path.Combine(storagePath, FileName));
        durable.SyncFolder(storagePath);
    }
}
