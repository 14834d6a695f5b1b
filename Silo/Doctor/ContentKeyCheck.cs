using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Silo.Hosting.Settings;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Silo.Doctor;

/// <summary>Whether content is sealed, and the keys open what is there.</summary>
internal static class ContentKeyCheck
{
    private const string Subject = "content keys";

    public static IEnumerable<Finding> Run(ServiceSettings settings)
    {
        ContentKeys keys;
        try
        {
            keys = ContentKeySource.Load(settings);
        }
        catch (InvalidOperationException e)
        {
            return [Finding.Broken(Subject, e.Message, "The service does not start, and writes nothing in clear.")];
        }

        if (!keys.IsConfigured)
            return [Finding.Fine(Subject, "none; content is in clear, and its encryption is the disk's")];
        return settings.ContentKeyFile is { } path && OpenToOthers(path) is { } open
            ? [open, Opens(settings, keys)]
            : [Opens(settings, keys)];
    }

    private static Finding? OpenToOthers(string path)
    {
        const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;
        return OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Others) == 0
            ? null
            : Finding.Doubtful(Subject, $"others than its owner and group can read or change {path}", $"chmod 0640 {path}");
    }

    private static Finding Opens(ServiceSettings settings, ContentKeys keys)
    {
        var folders = new SpoolFolders(new SpoolOptions { StoragePath = settings.StoragePath });
        long count = 0;
        foreach (var (id, line) in ContentKeyFile.ReadAll(folders.ContentKeys))
        {
            try
            {
                if (WrappedKey.TryParse(line) is { } wrapped) keys.Unwrap(wrapped, id.Value).Dispose();
                else throw new InvalidDataException($"The key file of {id} is damaged.");
            }
            catch (Exception e) when (e is ContentKeyException or InvalidDataException)
            {
                return Finding.Broken(Subject, e.Message, "Put the key back that sealed it; docs/operating.md.");
            }

            count++;
        }

        var does = keys.IsSealing ? $"content is sealed with '{keys.Ids.First()}'" : "new content is in clear";
        return Finding.Fine(Subject, $"{does}; {count} sealed contents can be opened");
    }
}
