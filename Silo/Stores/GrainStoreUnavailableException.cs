namespace VoicemailOrleans.Silo.Stores;

/// <summary>
/// The store could not do what was asked of it for now: disk full, I/O error, locked, damaged. Nothing is half-written;
/// a commit that ended so may, if its disk failed in the very act of flushing, turn out to be written after a restart.
/// </summary>
internal sealed class GrainStoreUnavailableException(string message, Exception? inner = null)
    : Exception(message, inner);
