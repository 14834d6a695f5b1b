namespace VoicemailOrleans.Silo.Spool;

/// <summary>Tells errors that can be those of one file from those of a whole disk, server or process.</summary>
internal static class ReadError
{
    private const int IoErrno = 5;
    private const int NoDataErrno = 61; // a bad sector, as some drivers say it
    private const int BadMessageErrno = 74; // a checksum of the file system's
    private const int CorruptErrno = 117;

    /// <summary>
    /// The disk does not give these octets, or the file system not this file (EACCES, EPERM). A server that is away, a
    /// limit of the process or a lack of memory says something else.
    /// </summary>
    public static bool IsOfOneFile(Exception error) => error is UnauthorizedAccessException
        or IOException { HResult: IoErrno or NoDataErrno or BadMessageErrno or CorruptErrno };
}
