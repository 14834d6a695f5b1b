using System.Text;

namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>
/// Changes to a message, collected in any order and applied at once: everything that no edit names comes out as a slice
/// of the original. Edits at one offset apply in the order they were made; they must not overlap otherwise.
/// </summary>
internal sealed class MimeEdits(ReadOnlyMemory<byte> content)
{
    private readonly List<(ByteRange Range, byte[] Octets)> edits = [];

    public void Insert(int at, string text) => Replace(new ByteRange(at, 0), Encoding.UTF8.GetBytes(text));

    public void Insert(int at, byte[] octets) => Replace(new ByteRange(at, 0), octets);

    public void Remove(ByteRange range) => Replace(range, []);

    public void Replace(ByteRange range, byte[] octets)
    {
        if (range.Length > 0 || octets.Length > 0) edits.Add((range, octets));
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> Apply()
    {
        var pieces = new List<ReadOnlyMemory<byte>>();
        var at = 0;
        foreach (var (range, octets) in edits.OrderBy(edit => edit.Range.Start))
        {
            if (range.Start > at) pieces.Add(content[at..range.Start]);
            if (octets.Length > 0) pieces.Add(octets);
            at = Math.Max(at, range.End);
        }

        if (at < content.Length) pieces.Add(content[at..]);
        return pieces;
    }
}
