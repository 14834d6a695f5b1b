namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>A message as read: a tree of ranges over the octets, which stay what they are.</summary>
/// <param name="Content">All octets.</param>
/// <param name="Root">The message itself as a part.</param>
/// <param name="TooComplex">The limit that was passed; null when the whole message was read.</param>
public sealed record MimeMessage(ReadOnlyMemory<byte> Content, MimePart Root, string? TooComplex)
{
    /// <summary>All parts in message order, multiparts before their children; the root first.</summary>
    public IEnumerable<MimePart> Parts()
    {
        var open = new Stack<MimePart>([Root]);
        while (open.TryPop(out var part))
        {
            yield return part;
            for (var i = part.Children.Count - 1; i >= 0; i--) open.Push(part.Children[i]);
        }
    }
}
