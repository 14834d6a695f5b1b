using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace VoicemailOrleans.Silo.Commands;

/// <summary>
/// Whose the storage folder is. What root writes is root's, and closed to everybody else: a command that root runs on
/// the folder of the service's user leaves users, keys and content there that the service cannot read.
/// </summary>
internal static partial class StorageOwner
{
    private const int WorkingFolder = -100; // AT_FDCWD
    private const uint UidWanted = 0x8; // STATX_UID
    private const int StatxLength = 256;
    private const int UidOffset = 20; // struct statx is the same on every architecture

    /// <summary>Why a command must not be run by root; null when it may be run.</summary>
    public static string? Refusal(string storagePath)
    {
        var storage = Path.GetFullPath(storagePath);
        if (!Environment.IsPrivilegedProcess || UidOf(storage) is not { } owner || owner == 0) return null;
        var name = NameOf(owner);
        var how = name is null ? $"setpriv --reuid {owner} --clear-groups" : $"runuser -u {name} --";
        return $"STORAGE_PATH ({storage}) belongs to the user {name ?? $"{owner}"}, who could not read what root writes. "
            + $"Run this as that user: {how} voicemail ...";
    }

    private static uint? UidOf(string path)
    {
        Span<byte> fields = stackalloc byte[StatxLength];
        if (Statx(WorkingFolder, path, 0, UidWanted, fields) < 0) return null;
        return BinaryPrimitives.ReadUInt32LittleEndian(fields[UidOffset..]);
    }

    /// <summary>A user's name; null when it has none here.</summary>
    private static string? NameOf(uint uid)
    {
        var number = uid.ToString(CultureInfo.InvariantCulture);
        if (!File.Exists("/etc/passwd")) return null;
        return File.ReadLines("/etc/passwd").Select(line => line.Split(':'))
            .FirstOrDefault(fields => fields.Length > 2 && fields[2] == number)?[0];
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> fields);
}
