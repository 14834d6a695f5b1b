using System.Globalization;
using Microsoft.Data.Sqlite;

namespace VoicemailOrleans.Silo.Stores.Sqlite;

/// <summary>Opens database files the way this service wants them.</summary>
internal static class SqliteFile
{
    /// <summary>How long a connection waits for another process before it reports "locked".</summary>
    public static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Opens a connection for reading only. Pooling is our own: a pooled handle would outlive its store. Its page cache
    /// is 512 KB: a look-up needs a few pages, and the kernel has the file.
    /// </summary>
    public static SqliteConnection OpenReader(string path) =>
        Open(path, SqliteOpenMode.ReadOnly, "PRAGMA query_only = ON; PRAGMA cache_size = -512;");

    /// <summary>
    /// Opens the one connection that writes, in WAL mode; makes a missing file, for its owner's eyes only.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="synchronous">FULL: a commit waits for the disk. NORMAL: a power cut may undo some.</param>
    public static SqliteConnection OpenWriter(string path, string synchronous)
    {
        CreatePrivately(path);

        // secure_delete: what is purged must not be readable in the file's free pages. A checkpoint every 4,000 pages
        // (16 MB) costs its flush once in about a thousand commits; the size limit takes a grown WAL back afterwards. A
        // page cache of 4 MB holds what a commit changes; every connection has its own, and fills it sooner or later.
        return Open(path, SqliteOpenMode.ReadWrite, $"""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = {synchronous};
            PRAGMA secure_delete = ON;
            PRAGMA wal_autocheckpoint = 4000;
            PRAGMA journal_size_limit = 67108864;
            PRAGMA cache_size = -4096;
            """);
    }

    /// <summary>
    /// The number of the last migration of a file, 0 for one that is new or missing. Does not change the file.
    /// </summary>
    public static long ReadFormat(string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length == 0) return 0;
        using var connection = OpenReader(path);
        return Number(connection, "PRAGMA user_version");
    }

    /// <summary>Runs the migrations a file lacks, each with its number in one transaction.</summary>
    public static void Migrate(SqliteConnection connection, IReadOnlyList<string> migrations)
    {
        for (var done = Number(connection, "PRAGMA user_version"); done < migrations.Count; done++)
        {
            Execute(connection, string.Create(CultureInfo.InvariantCulture,
                $"BEGIN IMMEDIATE; {migrations[(int)done]} PRAGMA user_version = {done + 1}; COMMIT;"));
        }
    }

    /// <summary>Runs statements that return nothing of interest.</summary>
    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The number a query returns.</summary>
    public static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode, string pragmas)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = (int)BusyTimeout.TotalSeconds,
        }.ToString());
        try
        {
            connection.Open();
            Execute(connection, pragmas);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void CreatePrivately(string path)
    {
        if (File.Exists(path)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
    }
}
