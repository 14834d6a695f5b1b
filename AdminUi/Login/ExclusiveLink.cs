using System.Runtime.InteropServices;

namespace VoicemailOrleans.AdminUi.Login;

/// <summary>
/// Gives a file a second name if nothing has that name yet: link(2), which is one step for all processes, on a shared
/// volume too. File.Move without overwrite is not: it looks for the name and then renames over whatever came meanwhile.
/// </summary>
internal static partial class ExclusiveLink
{
    private const int ExistsErrno = 17;

    /// <summary>False when the name was taken.</summary>
    /// <exception cref="IOException">Neither: the file system cannot, or will not.</exception>
    public static bool TryCreate(string file, string name)
    {
        if (Link(file, name) == 0) return true;
        var errno = Marshal.GetLastPInvokeError();
        if (errno == ExistsErrno) return false;
        throw new IOException($"Cannot create {name}: {Marshal.GetPInvokeErrorMessage(errno)}.");
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);
}
