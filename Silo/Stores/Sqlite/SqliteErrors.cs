using Microsoft.Data.Sqlite;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores.Sqlite;

/// <summary>SQLite's result codes (sqlite.org/rescode.html) in the words of an operator.</summary>
internal static class SqliteErrors
{
    /// <summary>What the disk, not the caller, is to blame for; null for all else.</summary>
    public static GrainStoreUnavailableException? AsUnavailable(Exception exception, string path)
    {
        if (exception is not SqliteException error) return null;
        var what = error.SqliteErrorCode switch
        {
            3 or 8 or 14 => "cannot be opened for writing",
            5 or 6 => "is locked by another process",
            7 => "is out of memory",
            10 => "met an I/O error",
            11 or 26 => "is damaged",
            13 => "is on a full disk",
            _ => null,
        };
        return what is null ? null : new GrainStoreUnavailableException($"{path} {what} ({error.Message})", error);
    }

    /// <summary>After these a connection is not used again: what it holds in memory may differ from the disk.</summary>
    public static bool IsFatalToConnection(Exception exception) =>
        exception is not SqliteException { SqliteErrorCode: 5 or 6 or 13 };
}
