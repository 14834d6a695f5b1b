using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace VoicemailOrleans.Silo.Stores.Sqlite;

/// <summary>A prepared statement; its parameters are ?1, ?2 and so on.</summary>
internal sealed class Statement : IDisposable
{
    private readonly SqliteCommand command;

    /// <summary>Prepares <paramref name="sql"/> with so many parameters.</summary>
    public Statement(SqliteConnection connection, string sql, int parameters = 0)
    {
        command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++) command.Parameters.Add(new SqliteParameter($"?{i}", DBNull.Value));
        command.Prepare();
    }

    /// <summary>Runs it and returns the number of rows changed.</summary>
    public int Run(params ReadOnlySpan<object?> values) => Bind(values).ExecuteNonQuery();

    /// <summary>Runs it and returns its rows.</summary>
    public SqliteDataReader Query(params ReadOnlySpan<object?> values) => Bind(values).ExecuteReader();

    /// <summary>
    /// Runs it and returns the first number of its first row; null when there is no row or it is null.
    /// </summary>
    public long? Number(params ReadOnlySpan<object?> values) => Bind(values).ExecuteScalar() as long?;

    /// <inheritdoc/>
    public void Dispose() => command.Dispose();

    private SqliteCommand Bind(ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i] is ReadOnlyMemory<byte> memory ? Octets(memory) : values[i];
            command.Parameters[i].Value = value ?? DBNull.Value;
        }

        return command;
    }

    /// <summary>SQLite takes arrays only; one that is all of the memory is not copied.</summary>
    private static byte[] Octets(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var part) && part.Array is { } array && array.Length == memory.Length
            ? array
            : memory.ToArray();
}
