using System.Globalization;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Audit;

/// <summary>
/// Follows every chain from its first line to its last. Theory of operation. Each line must number itself one higher
/// than the line before and name its hash. The first one of all names none; where older months are over and deleted, an
/// entry of some node says which file that was and how it ended, and the first line kept must follow that end. The last
/// line must be as far as the node's head says. So a line that was changed, taken out or put in shows at the line after
/// it, and a tail or a whole file that is gone shows by the head. Who can write the folder can make all of it anew: for
/// that the ends of the chains are written into the log, see AuditWatch.
/// </summary>
internal sealed class AuditProof(AuditFiles files)
{
    private readonly List<string> problems = [];
    private readonly List<AuditHead> heads = [];
    private readonly List<(string Node, long Number, string Hash)> purged = [];
    private readonly List<(AuditFile File, AuditLine Line)> firsts = [];
    private long entries;

    /// <summary>Reads everything.</summary>
    public AuditVerdict Run(TimeProvider clock, CancellationToken cancellationToken)
    {
        // Before the files: what is appended meanwhile is behind them.
        var noted = files.Heads().ToDictionary(node => node, files.ReadHead);
        foreach (var chain in files.All().GroupBy(file => file.Node)) Follow([.. chain], cancellationToken);
        foreach (var (file, line) in firsts) Begin(file, line);
        foreach (var (node, head) in noted) End(node, head);
        return new AuditVerdict(clock.GetUtcNow(), entries, problems, heads);
    }

    private void Follow(IReadOnlyList<AuditFile> chain, CancellationToken cancellationToken)
    {
        long number = 0;
        string? hash = null;
        foreach (var file in chain)
        {
            var place = 0;
            using var stream = file.Open();
            foreach (var octets in AuditLines.Forwards(stream))
            {
                cancellationToken.ThrowIfCancellationRequested();
                place++;
                var line = AuditLine.Parse(octets.Span);
                if (line is null) problems.Add($"{file.Name}, line {place}: this is no entry.");
                else if (hash is null) firsts.Add((file, line));
                else if (line.Prev != hash || line.Number != number + 1)
                    problems.Add($"{file.Name}, line {place}: does not follow the line before{Missing(number, line)}.");
                number = line?.Number ?? number + 1;
                hash = AuditLine.HashOf(octets.Span);
                entries++;
                if (line is { Action: PurgeNote.Action }) Note(line);
            }
        }

        if (hash is not null) heads.Add(new AuditHead(chain[0].Node, number, hash));
    }

    private static string Missing(long number, AuditLine line) => (line.Number - number - 1) switch
    {
        > 0 and var missing => string.Create(CultureInfo.InvariantCulture, $"; {missing} are missing"),
        _ => "; something was changed, added or taken out",
    };

    private void Note(AuditLine line)
    {
        if (PurgeNote.Parse(line.What) is { } note) purged.Add((note.Node, note.Number, note.Hash));
    }

    private void Begin(AuditFile file, AuditLine first)
    {
        var isFirst = first.Number == 1 && first.Prev == AuditLine.NoHash;
        if (isFirst || purged.Contains((file.Node, first.Number - 1, first.Prev))) return;
        problems.Add($"{file.Name}, line 1: entries before it are missing, and nothing says that their time was over.");
    }

    private void End(string node, (long Number, string Hash)? noted)
    {
        if (noted is not { } end)
        {
            problems.Add($"{node}.head cannot be read.");
            return;
        }

        var head = heads.Find(known => known.Node == node);
        var reached = head?.Number ?? purged.Where(note => note.Node == node).Max(note => (long?)note.Number) ?? 0;
        if (reached < end.Number)
            problems.Add(string.Create(CultureInfo.InvariantCulture,
                $"{node}: the last entry is {reached}, but {end.Number} were written; the end is missing."));
        else if (head?.Number == end.Number && head.Hash != end.Hash)
            problems.Add($"{node}: the last entry is not the one that was written.");
    }
}
