using System.Buffers;
using System.Text.Json;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Silo.Spool;

/// <summary>
/// The content files (see <see cref="SpoolFolders"/>) as the grains use them. A purge removes the message first, the
/// marks last, so that a crash on the way never leaves a message that looks undelivered; the key of a sealed one is
/// destroyed behind the envelope, so that whoever writes it again (<see cref="Rekeying"/>) sees that it is to go. A
/// purge within a week of receipt also leaves an empty <c>.purged</c> file. The journal is normally rid of a message
/// within a minute; but that of a gateway that was killed may still hold it, until the gateway returns or another takes
/// the journal over, and must not bring back what somebody deleted meanwhile.
/// </summary>
internal sealed class FileSpool(
    SpoolFolders folders, ContentFiles files, SpoolOptions options, IDurable durable, TimeProvider time) : ISpool
{
    /// <summary>How long after its receipt a message is expected in a journal at worst.</summary>
    internal static readonly TimeSpan ReplayWindow = TimeSpan.FromDays(7);

    /// <summary>Larger content is mapped; so much memory is what a relay of it costs at most.</summary>
    private const int InMemoryMax = 1 << 20;

    private const int BlockOctets = 64 * 1024;

    private readonly LostContent lost = new(folders, durable, time);

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">
    /// The content is not what was received, or the disk does not give it, see <see cref="LostContent"/>.
    /// </exception>
    /// <exception cref="ContentKeyException">It is sealed, and its master key is not here.</exception>
    public async ValueTask<SpooledContent?> OpenContentAsync(CorrelationId id, CancellationToken cancellationToken)
    {
        for (var isLasting = false; ; isLasting = true)
        {
            try
            {
                var content = await OpenAsync(id, cancellationToken);
                lost.Read(id);
                return content;
            }
            catch (Exception e) when (isLasting && ReadError.IsOfOneFile(e))
            {
                throw new InvalidDataException($"The content of {id} cannot be read: {e.Message}", e);
            }
            catch (Exception e) when (!isLasting && lost.IsLasting(id, e))
            {
                // Once more: all may have come back between the error and the look at the others.
            }
        }
    }

    /// <summary>Whether an error in reading a file of a message is this file's alone.</summary>
    public bool IsOfOneMessage(CorrelationId id, Exception error) => lost.IsOfOneMessage(id, error);

    private async ValueTask<SpooledContent?> OpenAsync(CorrelationId id, CancellationToken cancellationToken)
    {
        try
        {
            const FileShare Any = FileShare.ReadWrite | FileShare.Delete;
            await using var file = new FileStream(folders.FileOf(id, ".eml"), FileMode.Open, FileAccess.Read, Any, 0);
            var mail = ReadEnvelope(id)
                ?? throw new InvalidDataException($"The content of {id} has lost its envelope file.");
            var content = mail.Sealing is not null ? await OpenSealedAsync(file, mail, cancellationToken)
                : file.Length != mail.SizeBytes ? null
                : file.Length <= InMemoryMax ? Read(file, mail)
                : await MapAsync(file, mail, cancellationToken);
            return content ?? throw new InvalidDataException(
                $"The content of {id} is damaged: its size or checksum is not that of its receipt.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            if (!Directory.Exists(folders.Content))
                throw new IOException($"The spool {folders.Content} is not there: is its volume mounted?", e);
            return null;
        }
    }

    /// <summary>Takes as much memory as it is long, until it is closed.</summary>
    private async ValueTask<SpooledContent?> OpenSealedAsync(
        FileStream file, ReceivedMail mail, CancellationToken cancellationToken)
    {
        if (mail.Sealing != ContentSealing.Form)
            throw new IOException($"{mail.Id} is sealed as {mail.Sealing}: a newer release wrote it.");
        if (file.Length != ContentSealing.SealedLength(mail.SizeBytes)) return null;
        using var key = ContentKeyFile.Open(mail.Id, folders, options.ContentKeys);
        var opened = new ContentMemory(checked((int)mail.SizeBytes));
        try
        {
            await ContentSealing.OpenAsync(file, key, mail.Id, opened.Memory, cancellationToken);
            return new SpooledContent(opened.Memory, opened);
        }
        catch
        {
            (opened as IDisposable).Dispose();
            throw;
        }
    }

    /// <summary>
    /// On the caller's thread: .NET would send another one of the pool to wait for the file, and the kernel has it.
    /// </summary>
    private static SpooledContent? Read(FileStream file, ReceivedMail mail)
    {
        var opened = new ContentMemory((int)file.Length);
        var isIntact = false;
        try
        {
            file.ReadExactly(opened.GetSpan());
            isIntact = mail.Crc32C == Crc32C.Of(opened.GetSpan());
            return isIntact ? new SpooledContent(opened.Memory, opened) : null;
        }
        finally
        {
            if (!isIntact) (opened as IDisposable).Dispose();
        }
    }

    private static async ValueTask<SpooledContent?> MapAsync(
        FileStream file, ReceivedMail mail, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockOctets);
        try
        {
            var crc = Crc32C.Seed;
            while (await file.ReadAsync(block.AsMemory(0, BlockOctets), cancellationToken) is var count and > 0)
                crc = Crc32C.Update(crc, block.AsSpan(0, count));
            if (mail.Crc32C != Crc32C.Finish(crc)) return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }

        var mapping = new ContentMapping(file);
        return new SpooledContent(mapping.Memory, mapping);
    }

    /// <summary>Reads the envelope file of a message; null when there is none.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public ReceivedMail? ReadEnvelope(CorrelationId id)
    {
        try
        {
            var json = File.ReadAllBytes(folders.FileOf(id, ".env"));
            var mail = JsonSerializer.Deserialize(json, SpoolJson.Default.ReceivedMail);
            return mail?.Id == id
                ? mail
                : throw new InvalidDataException($"The envelope file of {id} is another message's.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The envelope file of {id} is damaged.", e);
        }
    }

    /// <summary>The messages there are, oldest day first; what a rebuild of lost grains goes through.</summary>
    public IEnumerable<CorrelationId> EnumerateIds()
    {
        foreach (var day in Directory.EnumerateDirectories(folders.Content).Order(StringComparer.Ordinal))
        foreach (var file in EnvelopesOf(day))
            if (CorrelationId.TryParse(Path.GetFileNameWithoutExtension(file), out var id) && folders.DayOf(id) == day)
                yield return id;
    }

    /// <summary>Of a day whose last message was purged meanwhile, none.</summary>
    private static string[] EnvelopesOf(string day)
    {
        try
        {
            return [.. Directory.EnumerateFiles(day, "*.env").Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public ValueTask WriteReportAsync(
        CorrelationId id, CorrelationId reportOn, Envelope envelope, ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken)
    {
        var header = new JournalHeader(id, time.GetUtcNow(), envelope);
        return RunAsync(() => files.WriteReport(header, reportOn, content), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask MarkDeliveredAsync(CorrelationId id, DeliveredMark mark, CancellationToken cancellationToken)
    {
        Mark(id, JsonSerializer.SerializeToUtf8Bytes(mark, SpoolJson.Default.DeliveredMark));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask MarkClosedAsync(CorrelationId id, ClosedMark mark, CancellationToken cancellationToken)
    {
        Mark(id, JsonSerializer.SerializeToUtf8Bytes(mark, SpoolJson.Default.ClosedMark));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<SpoolMarks> ReadMarksAsync(CorrelationId id, CancellationToken cancellationToken)
    {
        var path = folders.FileOf(id, ".delivered");
        // A new message has none, and an exception for it would be dearer than the whole question.
        if (!Durable.Exists(path)) return ValueTask.FromResult(SpoolMarks.None);
        try
        {
            return ValueTask.FromResult(MarkLines.Read(File.ReadAllLines(path)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return ValueTask.FromResult(SpoolMarks.None);
        }
    }

    /// <inheritdoc/>
    public ValueTask DeleteContentAsync(CorrelationId id, CancellationToken cancellationToken) =>
        RunAsync(() => Delete(id), cancellationToken);

    private void Delete(CorrelationId id)
    {
        var day = folders.DayOf(id);
        if (!Directory.Exists(day)) return;
        if (id.Time > time.GetUtcNow() - ReplayWindow)
        {
            using var mark = SpoolFolders.CreateFile(folders.FileOf(id, ".purged"));
            durable.SyncData(mark.SafeFileHandle, mark.Name);
            durable.SyncFolder(day);
        }

        File.Delete(folders.FileOf(id, ".eml"));
        File.Delete(folders.FileOf(id, ".env"));
        KeyShredder.Shred(folders.KeyOf(id), durable);
        File.Delete(folders.FileOf(id, ".delivered"));
        durable.SyncFolder(day);
        SpoolSweep.DayFolder(day, time.GetUtcNow());
        SpoolSweep.TryRemoveKeyDay(Path.GetDirectoryName(folders.KeyOf(id))!, time.GetUtcNow());
    }

    /// <summary>
    /// A line of its own even behind one that a crash has torn. In the kernel when this returns: kill -9 spares it. A
    /// silo that was held up may come here when its message is purged: whoever deleted the envelope may have looked for
    /// marks before this one was there, so the envelope is looked for once more when it is.
    /// </summary>
    private void Mark(CorrelationId id, byte[] json)
    {
        var envelope = folders.FileOf(id, ".env");
        if (!Durable.Exists(envelope)) return;
        var marks = folders.FileOf(id, ".delivered");
        durable.Append(marks, (byte[])[(byte)'\n', .. json, (byte)'\n']);
        if (!Durable.Exists(envelope)) File.Delete(marks);
    }

    /// <summary>Waiting for the disk is not for the caller's thread.</summary>
    private static async ValueTask RunAsync(Action work, CancellationToken cancellationToken) =>
        await Task.Run(work, cancellationToken);
}
