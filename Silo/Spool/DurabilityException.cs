namespace VoicemailOrleans.Silo.Spool;

/// <summary>A disk operation that durability depends on failed: the octets may or may not be on disk.</summary>
/// <param name="operation">The system call.</param>
/// <param name="path">The file or folder it was for.</param>
/// <param name="errno">The Linux error number.</param>
/// <param name="reason">What the system says about it.</param>
internal sealed class DurabilityException(string operation, string path, int errno, string reason)
    : IOException($"{operation} of '{path}' failed: {reason} (errno {errno})", errno)
{
    /// <summary>ENOSPC.</summary>
    public const int NoSpaceErrno = 28;

    /// <summary>EDQUOT.</summary>
    public const int QuotaErrno = 122;

    /// <summary>The system call that failed.</summary>
    public string Operation => operation;

    /// <summary>The Linux error number.</summary>
    public int Errno => HResult;

    /// <summary>
    /// Whether an I/O error means that disk, inodes or quota are used up. .NET keeps the errno in HResult.
    /// </summary>
    public static bool IsNoSpace(IOException error) => error.HResult is NoSpaceErrno or QuotaErrno;
}
