using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Recordings;

/// <summary>Registers the decoder of recordings.</summary>
public static partial class RecordingRegistration
{
    /// <summary>
    /// Adds <see cref="IRecordingDecoder"/>. ffmpeg is looked for now; without it, unusual formats get a notice.
    /// </summary>
    public static IServiceCollection AddRecordingDecoder(this IServiceCollection services, RecordingOptions options)
    {
        if (FindFfmpeg(options) is { } program)
            services.AddSingleton(provider =>
                new FfmpegDecoder(program, options, provider.GetRequiredService<TimeProvider>()));
        return services.AddSingleton<IRecordingDecoder>(provider =>
        {
            var ffmpeg = provider.GetService<FfmpegDecoder>();
            var logger = provider.GetRequiredService<ILogger<RecordingDecoder>>();
            if (ffmpeg is null) LogNoFfmpeg(logger);
            return new RecordingDecoder(options, ffmpeg, logger);
        });
    }

    /// <summary>Where ffmpeg is; null when it is not installed.</summary>
    internal static string? FindFfmpeg(RecordingOptions options)
    {
        if (options.FfmpegPath is not { } path) return FfmpegDecoder.FindProgram("ffmpeg");
        return File.Exists(path) ? path : null;
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message =
            "ffmpeg is not installed: MP3, Ogg, FLAC, AMR, G.726 and MPEG-4 recordings are relayed without transcript")]
    private static partial void LogNoFfmpeg(ILogger logger);
}
