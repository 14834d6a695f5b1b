using System.Globalization;

namespace VoicemailOrleans.Bench.Processes;

/// <summary>What a process and those that it started use, as the kernel counts it.</summary>
internal static class ProcessTree
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on all platforms of Linux that .NET runs on

    /// <summary>CPU time of a process, of its children, and of those that have ended already.</summary>
    public static TimeSpan CpuTime(int root)
    {
        var ticks = Members(root).Sum(stat => stat.Own) + Read(root)?.Ended ?? 0;
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    /// <summary>Memory of a process and its children, what they share counted once (proportional set size).</summary>
    public static long ProportionalBytes(int root) => Members(root).Sum(stat => Proportional(stat.Id));

    /// <summary>Memory of a process that is in no file (RssAnon).</summary>
    public static long OwnBytes(int id) => Number($"/proc/{id}/status", "RssAnon:") << 10;

    /// <summary>Octets that a process and its children have sent to disks; those of children that ended are lost.</summary>
    public static long WrittenBytes(int root) => Members(root).Sum(stat => Written(stat.Id));

    private static IEnumerable<Stat> Members(int root) =>
        Directory.GetDirectories("/proc").Select(folder => Path.GetFileName(folder))
            .Where(name => name.All(char.IsAsciiDigit))
            .Select(name => Read(int.Parse(name, CultureInfo.InvariantCulture)))
            .OfType<Stat>().Where(stat => stat.Id == root || stat.Parent == root);

    private static Stat? Read(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' '); // from field 3, the state, on (proc(5))
            long Number(int field) => long.Parse(fields[field - 3], CultureInfo.InvariantCulture);
            return new Stat(id, (int)Number(4), Number(14) + Number(15), Number(16) + Number(17));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // it has ended
        }
    }

    private static long Proportional(int id) => Number($"/proc/{id}/smaps_rollup", "Pss:") << 10;

    private static long Written(int id) => Number($"/proc/{id}/io", "write_bytes:");

    /// <summary>The number behind a name; 0 when the process has ended.</summary>
    private static long Number(string file, string name)
    {
        try
        {
            var line = File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>A process: its parent, its own CPU ticks, and those of children that it has buried.</summary>
    private readonly record struct Stat(int Id, int Parent, long Own, long Ended);
}
