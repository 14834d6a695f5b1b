using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// Writes content files: each under a temporary name and then renamed, the envelope last, so that whoever finds an
/// <c>.env</c> finds the whole message. Intake writes without a flush and calls <see cref="Sync"/> for many at once
/// before the journal forgets them; our own mail is flushed at once. The key of sealed content is there before its
/// envelope too.
/// </summary>
internal sealed class ContentFiles : IDisposable
{
    private const int FlushesMax = 16; // drafts at once: the disk serves several better than one by one
    private const int DraftsMax = 512; // open at once: the process has a limit of open files

    private readonly SpoolFolders folders;
    private readonly IDurable durable;
    private readonly ContentKeys keys;
    private readonly SafeFileHandle root;
    private readonly SafeFileHandle? keysRoot;
    private readonly SemaphoreSlim flushes = new(FlushesMax);
    private long lastTemporary;
    private int drafts;

    /// <summary>
    /// Creates the folders. The handle stays open: the kernel tells it of every failed write-back since.
    /// </summary>
    public ContentFiles(SpoolFolders folders, IDurable durable, SpoolOptions options)
    {
        this.folders = folders;
        this.durable = durable;
        keys = options.ContentKeys;
        SpoolFolders.Create(folders.Temporary, durable);
        root = durable.OpenFolder(folders.Content);
        if (!keys.IsConfigured) return;
        SpoolFolders.Create(folders.TemporaryKeys, durable);
        keysRoot = durable.OpenFolder(folders.ContentKeys);
    }

    /// <summary>
    /// Stores a message of the journal; it can be read when this returns and is durable after <see cref="Sync"/>. False
    /// when its draft is gone.
    /// </summary>
    /// <param name="header">What its record says.</param>
    /// <param name="content">Its octets, as they stand in the record.</param>
    /// <param name="key">The key of sealed content.</param>
    /// <param name="isAgain">What was written before may not have reached the disk.</param>
    public bool TryStore(
        JournalHeader header, ReadOnlyMemory<byte> content, SealKey? key = null, bool isAgain = false)
    {
        if (header.Draft is not { } draft)
        {
            Write(Describe(header, content), content, key, isDurable: false, isAgain);
            return true;
        }

        var from = folders.DraftOf(header.Id);
        if (File.Exists(from)) durable.Rename(from, folders.FileOf(header.Id, ".eml"));
        else if (!Exists(header.Id)) return false;
        var mail = new ReceivedMail(
            header.Id, header.ReceivedAt, draft.SizeBytes, draft.Crc32C, header.Envelope, Sealing: header.Sealing);
        WriteEnvelope(mail, key, isDurable: false, isAgain);
        return true;
    }

    /// <summary>Opens a draft; null when the spool does not take one now.</summary>
    public ContentDraft? OpenDraft(CorrelationId id, long reserveBytes)
    {
        try
        {
            if (Interlocked.Increment(ref drafts) <= DraftsMax)
                return ContentDraft.Open(
                    id, folders, durable, keys.IsSealing, reserveBytes, () => Interlocked.Decrement(ref drafts));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // as without
        }

        Interlocked.Decrement(ref drafts);
        return null;
    }

    /// <summary>Makes a draft durable, on a thread of its own: waiting for the disk is not for those of sessions.</summary>
    public async Task MakeDurableAsync(ContentDraft draft)
    {
        await flushes.WaitAsync();
        try
        {
            await Task.Factory.StartNew(
                draft.MakeDurable, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            flushes.Release();
        }
    }

    /// <summary>Removes the draft of a message that was purged before the journal was read.</summary>
    public void DropDraft(CorrelationId id)
    {
        if (Directory.Exists(folders.DayOf(id))) File.Delete(folders.DraftOf(id));
    }

    /// <summary>Writes a DSN of our own and makes it durable.</summary>
    public void WriteReport(JournalHeader header, CorrelationId reportOn, ReadOnlyMemory<byte> content)
    {
        using var sealer = keys.IsSealing ? ContentSealer.Seal(header.Id, [content]) : null;
        if (sealer is not null)
        {
            header = header with { Sealing = ContentSealing.Form };
            content = sealer.Chunks.SelectMany(chunk => chunk.ToArray()).ToArray();
        }

        Write(Describe(header, content) with { ReportOn = reportOn }, content, sealer?.Key, isDurable: true,
            isAgain: true);
        durable.SyncFolder(folders.DayOf(header.Id));
    }

    /// <summary>Makes everything written so far durable, with its names.</summary>
    public void Sync()
    {
        if (keysRoot is not null) durable.SyncFileSystem(keysRoot, folders.ContentKeys); // may be another volume
        durable.SyncFileSystem(root, folders.Content);
    }

    /// <summary>Octets of a message of the journal, as received.</summary>
    public static long SizeOf(JournalHeader header, ReadOnlyMemory<byte> content) =>
        header.Draft?.SizeBytes
        ?? (header.Sealing is null ? content.Length : ContentSealing.HeldBy(content.Length) ?? 0);

    /// <summary>The message was purged, so soon after its receipt that the journal may still hold it.</summary>
    public bool IsPurged(CorrelationId id) => File.Exists(folders.FileOf(id, ".purged"));

    /// <summary>The message has a content file.</summary>
    public bool Exists(CorrelationId id) => File.Exists(folders.FileOf(id, ".eml"));

    /// <inheritdoc/>
    public void Dispose()
    {
        root.Dispose();
        keysRoot?.Dispose();
        flushes.Dispose();
    }

    private static ReceivedMail Describe(JournalHeader header, ReadOnlyMemory<byte> content) =>
        new(header.Id, header.ReceivedAt, SizeOf(header, content), Crc32C.Of(content.Span), header.Envelope,
            Sealing: header.Sealing);

    private void Write(ReceivedMail mail, ReadOnlyMemory<byte> content, SealKey? key, bool isDurable, bool isAgain)
    {
        SpoolFolders.Create(folders.DayOf(mail.Id), durable);
        WriteFile(folders.FileOf(mail.Id, ".eml"), content, isDurable);
        WriteEnvelope(mail, key, isDurable, isAgain);
    }

    private void WriteEnvelope(ReceivedMail mail, SealKey? key, bool isDurable, bool isAgain)
    {
        if (key is not null && (isAgain || !HasKey(mail.Id, key))) WriteKey(mail.Id, key, isDurable);
        var envelope = JsonSerializer.SerializeToUtf8Bytes(mail, SpoolJson.Default.ReceivedMail);
        WriteFile(folders.FileOf(mail.Id, ".env"), envelope, isDurable);
    }

    /// <summary>
    /// Nobody looks for a key before its envelope is there, so a new one is written in its place; one that a crash has
    /// torn is found by the replay.
    /// </summary>
    private void WriteKey(CorrelationId id, SealKey key, bool isDurable)
    {
        var path = folders.KeyOf(id);
        var line = keys.Wrap(key, id.Value).ToLine();
        if (File.Exists(path)) KeyShredder.Replace(path, line, Temporary(path, folders.TemporaryKeys), durable);
        else ContentKeyFile.Create(path, line, durable, isDurable);
    }

    /// <summary>
    /// A replay finds the key of the first time: writing it once more would leave the old one in freed blocks, or wait
    /// for the disk to overwrite it.
    /// </summary>
    private bool HasKey(CorrelationId id, SealKey key)
    {
        if (!File.Exists(folders.KeyOf(id))) return false;
        try
        {
            using var there = ContentKeyFile.Open(id, folders, keys);
            return there.Check == key.Check;
        }
        catch (Exception e) when (e is InvalidDataException or ContentKeyException)
        {
            return false;
        }
    }

    private void WriteFile(string path, ReadOnlyMemory<byte> octets, bool isDurable)
    {
        var temporary = Temporary(path, folders.Temporary);
        try
        {
            using (var file = SpoolFolders.CreateFile(temporary))
            {
                durable.Write(file.SafeFileHandle, temporary, [octets], 0);
                if (isDurable) durable.SyncData(file.SafeFileHandle, temporary);
            }

            durable.Rename(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private string Temporary(string path, string folder) =>
        folders.TemporaryOf(path, folder, Interlocked.Increment(ref lastTemporary));
}
