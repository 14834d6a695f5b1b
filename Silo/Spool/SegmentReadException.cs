namespace VoicemailOrleans.Silo.Spool;

/// <summary>The disk does not give a journal segment, or these octets of it, now.</summary>
internal sealed class SegmentReadException(string path, Exception inner)
    : IOException($"{path} cannot be read: {inner.Message}", inner);
