using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Spool.Sealing;

/// <summary>
/// Wraps the keys of content again with the first master key, so that the others can go. Runs beside the service, and
/// again and again. A message may be purged meanwhile: the purge destroys the key file after the envelope, so if the
/// envelope is there when the new key file is, the purge still has this file to destroy; if not, it is destroyed here.
/// The keys of journal segments go by themselves within minutes; they are only counted, and that before the keys in
/// quarantine are wrapped: a segment that is not counted any more has left its key there before.
/// </summary>
internal sealed class Rekeying(SpoolFolders folders, SpoolOptions options, IDurable durable)
{
    /// <summary>Keys that were wrapped again.</summary>
    public long Wrapped { get; private set; }

    /// <summary>Keys of journal segments that another master key than the first wraps.</summary>
    public long Segments { get; private set; }

    /// <summary>Keys that could not be opened, by the reason.</summary>
    public Dictionary<string, long> Left { get; } = new(StringComparer.Ordinal);

    /// <summary>Goes over all keys.</summary>
    public void Run(CancellationToken cancellationToken)
    {
        SpoolFolders.Create(folders.TemporaryKeys, durable);
        foreach (var (id, line) in ContentKeyFile.ReadAll(folders.ContentKeys))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (WrappedKey.TryParse(line) is not { } wrapped) Leave("the key file is damaged.");
            else if (options.ContentKeys.WhatIsMissing(wrapped) is { } missing) Leave(missing);
            else if (!options.ContentKeys.IsNewest(wrapped)) WrapAgain(id, wrapped);
        }

        if (Directory.Exists(folders.Journals))
            foreach (var file in Directory.EnumerateFiles(folders.Journals, "*.key", SearchOption.AllDirectories))
                if (IsOld(file)) Segments++;
        if (Directory.Exists(folders.Quarantine))
            foreach (var file in Directory.GetFiles(folders.Quarantine, "*.key")) WrapQuarantined(file);
    }

    private bool IsOld(string file) =>
        SegmentKeyFile.TryRead(file, durable) is { } wrapped && !options.ContentKeys.IsNewest(wrapped);

    private void WrapQuarantined(string file)
    {
        var wrapped = SegmentKeyFile.TryRead(file, durable);
        if (wrapped is not null && options.ContentKeys.WhatIsMissing(wrapped) is { } missing) Leave(missing);
        else if (wrapped is not null && options.ContentKeys.IsNewest(wrapped)) return;
        else if (SegmentKeyFile.TryWrapAgain(file, options.ContentKeys, durable)) Wrapped++;
        else if (File.Exists(file)) Leave("a key in quarantine is damaged.");
    }

    private void WrapAgain(CorrelationId id, WrappedKey wrapped)
    {
        try
        {
            using var key = options.ContentKeys.Unwrap(wrapped, id.Value);
            var line = options.ContentKeys.Wrap(key, id.Value).ToLine();
            var temporary = folders.TemporaryOf(folders.KeyOf(id), folders.TemporaryKeys, number: 0);
            KeyShredder.Replace(folders.KeyOf(id), line, temporary, durable);
            if (!File.Exists(folders.FileOf(id, ".env"))) KeyShredder.Shred(folders.KeyOf(id), durable);
            Wrapped++;
        }
        catch (InvalidDataException)
        {
            Leave("the key file is damaged.");
        }
        catch (DirectoryNotFoundException)
        {
            // Purged meanwhile, with its day.
        }
    }

    private void Leave(string why) => Left[why] = Left.GetValueOrDefault(why) + 1;
}
