namespace VoicemailOrleans.Grains;

/// <summary>
/// The store could not do what was asked of it for now: server away, disk full, I/O error. Nothing is half-written;
/// what was asked may turn out to be written all the same.
/// </summary>
public sealed class GrainStoreUnavailableException(string message, Exception? inner = null)
    : Exception(message, inner);
