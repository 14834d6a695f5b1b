namespace VoicemailOrleans.Silo.Stores;

/// <summary>The stored data is of a form that this program does not know; it was left as it is.</summary>
internal sealed class GrainStoreFormatException(string message) : Exception(message);
