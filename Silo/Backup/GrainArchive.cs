using System.IO.Compression;
using System.Text.Json;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Backup;

/// <summary>
/// Writes the copy of a store: gzip of UTF-8 lines, each one JSON object, so <c>zcat grains.gz | jq</c> shows it.
/// <code>
/// {"format":"voicemail-grains","version":1}                                   first
/// {"kind":"voicemail","key":"01k…","dueAt":"2026-03-02T09:00:00+00:00","state":{…}}      a grain
/// {"kind":"voicemail","key":"01k…","deleted":true}                            it no longer exists
/// {"end":true,"lines":2}                                                      last: so many in between
/// </code>
/// A later line of a grain replaces an earlier one: it changed while the copy was made. A state that is not JSON is
/// kept as <c>"octets"</c> in base 64 in place of <c>state</c>. Versions and leases belong to the store and are left
/// out, so the copy can be restored into any store.
/// </summary>
internal sealed class GrainArchive : IDisposable
{
    /// <summary>The name in the first line.</summary>
    public const string FormatName = "voicemail-grains";

    /// <summary>The version this release writes, and the newest it reads.</summary>
    public const int Version = 1;

    private readonly GZipStream stream;
    private long lines;

    /// <summary>Begins; the stream stays open.</summary>
    public GrainArchive(Stream target)
    {
        stream = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true);
        Write(json =>
        {
            json.WriteString("format", FormatName);
            json.WriteNumber("version", Version);
        });
    }

    /// <summary>Adds what was read from a store.</summary>
    public void Add(GrainExport export)
    {
        foreach (var record in export.Records) Add(record);
        foreach (var id in export.Deleted)
            Line(id, json => json.WriteBoolean("deleted", true));
    }

    /// <summary>Writes the last line; without it the archive counts as torn.</summary>
    public void End() => Write(json =>
    {
        json.WriteBoolean("end", true);
        json.WriteNumber("lines", lines);
    });

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private static bool IsOneLineOfJson(ReadOnlyMemory<byte> state)
    {
        if (state.Span.Contains((byte)'\n')) return false;
        try
        {
            JsonDocument.Parse(state).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Add(GrainRecord record) => Line(record.Id, json =>
    {
        json.WriteString("dueAt", record.DueAt);
        if (IsOneLineOfJson(record.State))
        {
            json.WritePropertyName("state");
            json.WriteRawValue(record.State.Span);
        }
        else
        {
            json.WriteBase64String("octets", record.State.Span);
        }
    });

    private void Line(GrainId id, Action<Utf8JsonWriter> rest)
    {
        lines++;
        Write(json =>
        {
            json.WriteString("kind", id.Kind);
            json.WriteString("key", id.Key);
            rest(json);
        });
    }

    private void Write(Action<Utf8JsonWriter> fields)
    {
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }
}
