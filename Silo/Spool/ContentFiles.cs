using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// Writes content files: each under a temporary name and then renamed, the envelope last, so that whoever finds an
/// <c>.env</c> finds the whole message. Intake writes without a flush and calls <see cref="Sync"/> for many at once
/// before the journal forgets them; our own mail is flushed at once.
/// </summary>
internal sealed class ContentFiles : IDisposable
{
    private const int FlushesMax = 16; // drafts at once: the disk serves several better than one by one
    private const int DraftsMax = 512; // open at once: the process has a limit of open files

    private readonly SpoolFolders folders;
    private readonly IDurable durable;
    private readonly SafeFileHandle root;
    private readonly SemaphoreSlim flushes = new(FlushesMax);
    private long lastTemporary;
    private int drafts;

    /// <summary>
    /// Creates the folders. The handle stays open: the kernel tells it of every failed write-back since.
    /// </summary>
    public ContentFiles(SpoolFolders folders, IDurable durable)
    {
        this.folders = folders;
        this.durable = durable;
        SpoolFolders.Create(folders.Temporary, durable);
        root = durable.OpenFolder(folders.Content);
    }

    /// <summary>
    /// Stores a message of the journal; it can be read when this returns and is durable after <see cref="Sync"/>. False
    /// when its draft is gone.
    /// </summary>
    public bool TryStore(JournalHeader header, ReadOnlyMemory<byte> content)
    {
        if (header.Draft is not { } draft)
        {
            Write(Describe(header, content), content, isDurable: false);
            return true;
        }

        var from = folders.DraftOf(header.Id);
        if (File.Exists(from)) durable.Rename(from, folders.FileOf(header.Id, ".eml"));
        else if (!Exists(header.Id)) return false;
        var mail = new ReceivedMail(header.Id, header.ReceivedAt, draft.SizeBytes, draft.Crc32C, header.Envelope);
        WriteEnvelope(mail, isDurable: false);
        return true;
    }

    /// <summary>Opens a draft; null when the spool does not take one now.</summary>
    public ContentDraft? OpenDraft(CorrelationId id, long reserveBytes)
    {
        try
        {
            if (Interlocked.Increment(ref drafts) <= DraftsMax)
                return ContentDraft.Open(id, folders, durable, reserveBytes, () => Interlocked.Decrement(ref drafts));
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
        Write(Describe(header, content) with { ReportOn = reportOn }, content, isDurable: true);
        durable.SyncFolder(folders.DayOf(header.Id));
    }

    /// <summary>Makes everything written so far durable, with its names.</summary>
    public void Sync() => durable.SyncFileSystem(root, folders.Content);

    /// <summary>The message was purged, so soon after its receipt that the journal may still hold it.</summary>
    public bool IsPurged(CorrelationId id) => File.Exists(folders.FileOf(id, ".purged"));

    /// <summary>The message has a content file.</summary>
    public bool Exists(CorrelationId id) => File.Exists(folders.FileOf(id, ".eml"));

    /// <inheritdoc/>
    public void Dispose()
    {
        root.Dispose();
        flushes.Dispose();
    }

    private static ReceivedMail Describe(JournalHeader header, ReadOnlyMemory<byte> content) =>
        new(header.Id, header.ReceivedAt, content.Length, Crc32C.Of(content.Span), header.Envelope);

    private void Write(ReceivedMail mail, ReadOnlyMemory<byte> content, bool isDurable)
    {
        SpoolFolders.Create(folders.DayOf(mail.Id), durable);
        WriteFile(mail.Id, ".eml", content, isDurable);
        WriteEnvelope(mail, isDurable);
    }

    private void WriteEnvelope(ReceivedMail mail, bool isDurable)
    {
        var envelope = JsonSerializer.SerializeToUtf8Bytes(mail, SpoolJson.Default.ReceivedMail);
        WriteFile(mail.Id, ".env", envelope, isDurable);
    }

    private void WriteFile(CorrelationId id, string extension, ReadOnlyMemory<byte> octets, bool isDurable)
    {
        var number = Interlocked.Increment(ref lastTemporary);
        var name = $"{id}.{folders.NodeName}.{Environment.ProcessId}.{number}{extension}";
        var temporary = Path.Combine(folders.Temporary, name);
        try
        {
            using (var file = SpoolFolders.CreateFile(temporary))
            {
                durable.Write(file.SafeFileHandle, temporary, [octets], 0);
                if (isDurable) durable.SyncData(file.SafeFileHandle, temporary);
            }

            durable.Rename(temporary, folders.FileOf(id, extension));
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
