namespace VoicemailOrleans.Silo.Recordings;

/// <summary>How recordings are decoded.</summary>
public sealed class RecordingOptions
{
    /// <summary>
    /// Longest recording decoded; default 60 min, the longest message Voicemail Pro can be set to (3600 s).
    /// </summary>
    public TimeSpan DurationMax { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>
    /// Largest recording decoded, in octets; default 150 MiB: an hour of 16-bit stereo at 8 kHz (110 MiB) with room to
    /// spare.
    /// </summary>
    public long SizeBytesMax { get; set; } = 150L << 20;

    /// <summary>The ffmpeg program; null (default): looked for in PATH at the start. Optional.</summary>
    public string? FfmpegPath { get; set; }

    /// <summary>
    /// Processor time for one ffmpeg run; default 20 s, a hundred times what a message of 30 s takes. A recording that
    /// takes more is to blame for it, and not tried again. Needs <c>prlimit</c> (util-linux).
    /// </summary>
    public TimeSpan FfmpegCpuMax { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Time for one ffmpeg run by the clock; default 60 s, so that with a third of a core it has what it may use. When
    /// they are over the machine is to blame, and the recording is tried again.
    /// </summary>
    public TimeSpan FfmpegTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Holds the recordings that ffmpeg reads; default the system's folder for temporary files.</summary>
    public string FfmpegFolder { get; set; } = Path.GetTempPath();

    /// <summary>
    /// Address space of one ffmpeg run, in octets; default 1 GiB (it needs 0.3). Needs <c>prlimit</c> (util-linux).
    /// </summary>
    public long FfmpegMemoryBytesMax { get; set; } = 1L << 30;

    /// <summary>
    /// ffmpeg runs at a time; default 2, so that a flood of odd files leaves the machine to the mail.
    /// </summary>
    public int FfmpegConcurrency { get; set; } = 2;
}
