using System.ComponentModel;
using System.Diagnostics;
using VoicemailOrleans.Silo.Hosting.Settings;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>
/// Reads the keys that content is sealed with from where the site keeps them. A process whose storage folder holds
/// sealed mail does not start without: it would write in clear what was to be sealed.
/// </summary>
internal static class ContentKeySource
{
    private const int OutputMax = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The keys; <see cref="ContentKeys.None"/> when the site sets none and needs none.</summary>
    /// <exception cref="InvalidOperationException">Names the setting and what is wrong with it.</exception>
    public static ContentKeys Load(ServiceSettings settings) => Load(settings, Patience);

    /// <summary>The same with another patience for the command.</summary>
    internal static ContentKeys Load(ServiceSettings settings, TimeSpan patience)
    {
        if (settings.ContentKeyFile is { } path) return Parse("CONTENT_KEY_FILE", Read(path));
        if (settings.ContentKeyCommand is { } command) return Parse("CONTENT_KEY_COMMAND", Run(command, patience));
        if (HoldsSealed(settings.StoragePath))
            throw new InvalidOperationException(
                $"{Path.GetFullPath(settings.StoragePath)} holds sealed content: set CONTENT_KEY_FILE or "
                + $"CONTENT_KEY_COMMAND (with '{ContentKeys.ClearWord}' as the first line new content is in clear).");
        return ContentKeys.None;
    }

    private static bool HoldsSealed(string storagePath)
    {
        var folders = new SpoolFolders(new SpoolOptions { StoragePath = storagePath });
        return ContentKeyFile.ReadAll(folders.ContentKeys).Any()
            || Directory.Exists(folders.Journals)
            && Directory.EnumerateFiles(folders.Journals, "*.key", SearchOption.AllDirectories).Any();
    }

    private static ContentKeys Parse(string setting, string text)
    {
        try
        {
            return ContentKeys.Parse(text);
        }
        catch (FormatException e)
        {
            throw new InvalidOperationException($"{setting} {e.Message}.", e);
        }
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"CONTENT_KEY_FILE names a file that cannot be read: {path}.", e);
        }
    }

    /// <summary>What it prints to standard error goes to ours; what it prints to standard output is never shown.</summary>
    private static string Run(string command, TimeSpan patience)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = ReadAsync(process.StandardOutput);
            if (!output.Wait(patience) || !process.WaitForExit(patience))
            {
                process.Kill(entireProcessTree: true);
                throw Failed(words[0], $"did not end within {patience.TotalSeconds:0} s");
            }

            if (process.ExitCode != 0) throw Failed(words[0], $"ended with exit code {process.ExitCode}");
            return output.Result;
        }
        catch (Win32Exception e)
        {
            throw Failed(words[0], $"cannot be run: {e.Message}");
        }
    }

    private static async Task<string> ReadAsync(StreamReader output)
    {
        var text = new char[OutputMax];
        return new string(text, 0, await output.ReadBlockAsync(text));
    }

    private static InvalidOperationException Failed(string program, string how) =>
        new($"CONTENT_KEY_COMMAND: {program} {how}.");
}
