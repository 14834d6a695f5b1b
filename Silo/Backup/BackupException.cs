namespace VoicemailOrleans.Silo.Backup;

/// <summary>A backup cannot be made or used; the message tells people why, and names the file.</summary>
internal sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);
