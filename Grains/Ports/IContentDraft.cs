namespace VoicemailOrleans.Grains;

/// <summary>
/// The content of a large message on its way to disk while it still comes in, so that it need not wait in memory. It
/// ends as the content of a <see cref="JournalMessage"/>, or disposing of it leaves nothing behind.
/// </summary>
public interface IContentDraft : IDisposable
{
    /// <summary>
    /// Adds octets. Does not throw: a draft that the disk does not take remembers why, and the journal answers with it
    /// when the message is complete.
    /// </summary>
    void Append(IReadOnlyList<ReadOnlyMemory<byte>> pieces);
}
