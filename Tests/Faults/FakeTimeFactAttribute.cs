namespace VoicemailOrleans.Tests.Faults;

/// <summary>A test that gives processes a wrong date by libfaketime; skipped, and said so, where that is missing.</summary>
internal sealed class FakeTimeFactAttribute : FactAttribute
{
    private static readonly string? Library = Directory.Exists("/usr/lib")
        ? Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu").Select(folder => Path.Combine(folder, "faketime", "libfaketime.so.1")).FirstOrDefault(File.Exists)
        : null;

    public FakeTimeFactAttribute() => Skip = Library is null ? "libfaketime is not installed." : null;

    /// <summary>What a program is started behind to have another date; its timers and time-outs are the true ones.</summary>
    /// <param name="offset">In faketime's words: +3d, -1h.</param>
    public static string[] Wrapper(string offset) => ["env", $"LD_PRELOAD={Library}", $"FAKETIME={offset}", "FAKETIME_DONT_FAKE_MONOTONIC=1"];
}
