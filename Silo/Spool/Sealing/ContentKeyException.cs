namespace VoicemailOrleans.Silo.Spool.Sealing;

/// <summary>
/// A master key that is needed is not among those of this process. Nothing is damaged: it is tried again like a disk
/// that is not there.
/// </summary>
internal sealed class ContentKeyException(string message) : IOException(message);
