using System.Collections.Concurrent;
using System.ComponentModel;
using System.Text.Json;
using VoicemailOrleans.Core.Audio;
using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Silo.Speech.PocketSphinx;

/// <summary>
/// PocketSphinx, offline, English only, and of demo quality: on telephone audio with the missing band made up it gets
/// 39 to 45 % of the words wrong (66-71 % without), and whole phone numbers right in 2 of 20. Its posteriors say how
/// bad it is: messages with a mean of 0.70 or more had 15-19 % errors, 0.60-0.70 33-35 %, below 0.60 44 % and more; so
/// most of its transcripts come out as low confidence, which is as it should be. It takes 0.3 s of CPU per second of
/// sound.
/// </summary>
/// <remarks>
/// Workers are child processes, kept while they work and thrown away after any failure. A segment may take three times
/// its length, two minutes at least (a busy machine has been seen to need 40 seconds for 10); then its worker is
/// killed.
/// </remarks>
internal sealed class PocketSphinxRecognizer(SpeechOptions options, TimeProvider time) : ISegmentRecognizer, IDisposable
{
    private static readonly TimeSpan PatienceMin = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim slots = new(options.PocketSphinxWorkers);
    private readonly ConcurrentBag<WorkerProcess> idle = [];

    /// <inheritdoc/>
    public string Name => "pocketsphinx";

    /// <inheritdoc/>
    public bool IsOnPremise => true;

    /// <inheritdoc/>
    public int Concurrency => options.PocketSphinxWorkers;

    /// <summary>Workers that wait for work.</summary>
    internal IReadOnlyCollection<WorkerProcess> Idle => idle;

    /// <inheritdoc/>
    public bool Knows(string language) => LanguageTags.IsSameLanguage(language, "en");

    /// <inheritdoc/>
    public async Task<SegmentOutcome> RecognizeAsync(SegmentRequest request, CancellationToken cancellationToken)
    {
        if (!SphinxNative.IsInstalled() || !Directory.Exists(options.PocketSphinxModel))
            return Failed(
                SegmentFailure.Configuration, "not installed (packages libpocketsphinx3 and pocketsphinx-en-us)");
        await slots.WaitAsync(cancellationToken);
        var patience = TimeSpan.FromTicks(Math.Max(PatienceMin.Ticks, 3 * request.Audio.Duration.Ticks));
        using var timeout = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await RecognizeWithinAsync(request, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(
                SegmentFailure.Transient, FormattableString.Invariant($"no answer within {patience.TotalSeconds:0} s"));
        }
        catch (InvalidOperationException e)
        {
            return Failed(SegmentFailure.Configuration, e.Message);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or JsonException or Win32Exception)
        {
            return Failed(SegmentFailure.Transient, e.Message);
        }
        finally
        {
            slots.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (idle.TryTake(out var worker)) worker.Dispose();
        slots.Dispose();
    }

    private async Task<SegmentOutcome> RecognizeWithinAsync(SegmentRequest request, CancellationToken cancellationToken)
    {
        var worker = await TakeAsync(cancellationToken);
        try
        {
            var words = await worker.DecodeAsync(BandExtender.Widen(request.Audio), cancellationToken);
            idle.Add(worker);
            double? confidence = words.Count > 0 ? words.Average(word => word.Posterior) : null;
            return new SegmentOutcome.Heard([.. words.Select(Translate)], confidence, TimeSpan.Zero);
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    private async Task<WorkerProcess> TakeAsync(CancellationToken cancellationToken)
    {
        while (idle.TryTake(out var worker))
        {
            if (!worker.HasExited) return worker;
            worker.Dispose();
        }

        return await WorkerProcess.StartAsync(
            options.PocketSphinxWorker ?? OwnCommand(), options.PocketSphinxModel, cancellationToken);
    }

    // This program again: under its own name, or through the dotnet host that runs it.
    private static IReadOnlyList<string> OwnCommand()
    {
        const string Command = "pocketsphinx-worker";
        var assembly = Path.Combine(AppContext.BaseDirectory, "voicemail.dll");
        var program = Environment.ProcessPath ?? "voicemail";
        return Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? [program, assembly, Command]
            : [program, Command];
    }

    private static TranscriptWord Translate(SphinxWord word) =>
        new(word.Text, TimeSpan.FromSeconds(word.Start), TimeSpan.FromSeconds(word.End), word.Posterior);

    private static SegmentOutcome.Failed Failed(SegmentFailure kind, string message) => new(kind, message);
}
