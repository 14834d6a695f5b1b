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
    private readonly SpoolFolders folders;
    private readonly IDurable durable;
    private readonly SafeFileHandle root;
    private long lastTemporary;

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

    /// <summary>Writes a message; it can be read when this returns and is durable after <see cref="Sync"/>.</summary>
    public void Write(JournalHeader header, ReadOnlyMemory<byte> content) =>
        Write(Describe(header, content), content, isDurable: false);

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
    public void Dispose() => root.Dispose();

    private static ReceivedMail Describe(JournalHeader header, ReadOnlyMemory<byte> content) =>
        new(header.Id, header.ReceivedAt, content.Length, Crc32C.Of(content.Span), header.Envelope);

    private void Write(ReceivedMail mail, ReadOnlyMemory<byte> content, bool isDurable)
    {
        SpoolFolders.Create(folders.DayOf(mail.Id), durable);
        WriteFile(mail.Id, ".eml", content, isDurable);
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
