using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Audit;

/// <summary>
/// The audit log in files, see <see cref="AuditFiles"/>. A process adds to the chain of its own node and reads those of
/// all: no two write one file, and nothing has to be agreed on.
/// </summary>
internal sealed class AuditTrail(string storagePath, string node, IDurable durable, TimeProvider clock)
    : IAuditTrail, IDisposable
{
    private readonly Lock gate = new();
    private readonly AuditFiles files = new(storagePath);
    private readonly AuditChain chain = new(new AuditFiles(storagePath), node, durable);

    /// <inheritdoc/>
    public AuditVerdict? LastVerdict { get; private set; }

    /// <inheritdoc/>
    public void Append(AuditEntry entry, bool isDurable)
    {
        lock (gate) chain.Append(entry, isDurable);
    }

    /// <inheritdoc/>
    public IEnumerable<AuditRecord> Read(AuditQuery query) => new AuditSearch(files, query).Run();

    /// <inheritdoc/>
    public AuditVerdict Check(CancellationToken cancellationToken) =>
        LastVerdict = new AuditProof(files).Run(clock, cancellationToken);

    /// <summary>
    /// Deletes the files, of any node, whose month ended longer ago than entries are kept. What they ended with is
    /// written down first. With the last file of a node its head goes too.
    /// </summary>
    /// <returns>How many were deleted.</returns>
    public int Purge(TimeSpan keep)
    {
        var now = clock.GetUtcNow();
        var over = files.All().Where(file => AuditFiles.BeginOf(file).AddMonths(1) + keep < now).ToList();
        foreach (var file in over)
        {
            if (EndOf(file) is { } end)
            {
                var what = PurgeNote.Text(file, end.Number, end.Hash);
                Append(new AuditEntry(now, "voicemail", node, PurgeNote.Action, what, null, null), isDurable: true);
            }

            File.Delete(file.Path);
            if (files.All().All(left => left.Node != file.Node)) File.Delete(files.HeadOf(file.Node));
        }

        return over.Count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate) chain.Dispose();
    }

    private static (long Number, string Hash)? EndOf(AuditFile file)
    {
        using var stream = file.Open();
        var last = AuditLines.Backwards(stream).FirstOrDefault();
        return AuditLine.Parse(last.Span) is { } line ? (line.Number, AuditLine.HashOf(last.Span)) : null;
    }
}
