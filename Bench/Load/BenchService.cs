using VoicemailOrleans.Bench.Processes;

namespace VoicemailOrleans.Bench.Load;

/// <summary>
/// The whole service in one process on a temporary folder, with a smarthost that takes everything and keeps nothing.
/// </summary>
internal sealed class BenchService : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("voicemail-bench-").FullName;
    private readonly NullSmarthost smarthost = new(TimeSpan.Zero);
    private VoicemailProcess process = null!;

    private BenchService()
    {
    }

    public int SmtpPort => process.SmtpPort;

    /// <summary>Its number among the machine's processes.</summary>
    public int Id => process.Id;

    /// <summary>CPU time the service has used.</summary>
    public TimeSpan CpuTime => process.CpuTime;

    /// <summary>Resident memory now.</summary>
    public long ResidentBytes => process.ResidentBytes;

    /// <summary>Starts it with these settings besides its own.</summary>
    public static async Task<BenchService> StartAsync(params (string Name, string Value)[] settings)
    {
        var service = new BenchService();
        service.process = await VoicemailProcess.StartAsync(
            service.folder,
            [("SPEECH_ENGINES", "none"), .. service.smarthost.Settings, .. settings]);
        return service;
    }

    /// <summary>Waits until so many mails were relayed in all; returns the moment of the last one.</summary>
    public Task<long> RelayedAsync(int mails) => smarthost.TakenAsync(mails);

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await smarthost.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
