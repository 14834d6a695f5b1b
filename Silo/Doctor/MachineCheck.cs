using System.Runtime.InteropServices;
using VoicemailOrleans.Silo.Hosting;

namespace VoicemailOrleans.Silo.Doctor;

/// <summary>What the operating system gives the process: open files, and a clock that is kept right.</summary>
internal static partial class MachineCheck
{
    private const int ClockIsNotSynchronised = 5; // TIME_ERROR of adjtimex(2)

    public static IEnumerable<Finding> Run()
    {
        var limit = OpenFiles.Limit();
        yield return OpenFiles.Refusal(limit) is { } refusal
            ? Finding.Broken("open files", $"{limit}", refusal)
            : Finding.Fine("open files", limit is null ? "no limit" : $"up to {limit}");
        if (Clock() is { } clock) yield return clock;
    }

    /// <summary>Null where the kernel does not tell, as in many containers.</summary>
    private static Finding? Clock()
    {
        Span<long> fields = stackalloc long[64]; // struct timex, all zero: only asks
        fields.Clear();
        return ReadClock(fields) switch
        {
            < 0 => null,
            ClockIsNotSynchronised => Finding.Doubtful(
                "clock", "the kernel does not know of anything that keeps it right",
                "Run chrony or systemd-timesyncd: dates of logs and Received fields come from this clock, and with "
                + "SQLite what is due as well."),
            _ => Finding.Fine("clock", "kept right"),
        };
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static partial int ReadClock(Span<long> fields);
}
