using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Hosting.Logging;

/// <summary>
/// One JSON object per line: <c>time level category event message</c>, then every named value of the message at the top
/// level in camel case, so that <c>jq 'select(.correlationId=="...")'</c> follows one voicemail.
/// </summary>
internal sealed class JsonLineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "voicemail-json";

    private static readonly JsonWriterOptions WriterOptions =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(
        in LogEntry<TState> entry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            json.WriteStartObject();
            var now = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
            json.WriteString("time", now);
            json.WriteString("level", LevelName(entry.LogLevel));
            json.WriteString("category", entry.Category[(entry.Category.LastIndexOf('.') + 1)..]);
            if (entry.EventId.Name is { } name) json.WriteString("event", name);
            json.WriteString("message", entry.Formatter(entry.State, null));
            if (entry.State is IReadOnlyList<KeyValuePair<string, object?>> values) WriteValues(json, values);
            if (entry.Exception is { } exception) json.WriteString("exception", exception.ToString());
            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteValues(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        var hasId = false;
        foreach (var (name, value) in values)
        {
            if (name == "{OriginalFormat}" || name.Length == 0) continue;
            if (value is CorrelationId id && !hasId)
            {
                // Whatever the message calls it: this is what people search for.
                json.WriteString("correlationId", id.Value);
                hasId = true;
                continue;
            }

            var property = char.ToLowerInvariant(name[0]) + name[1..];
            switch (value)
            {
                case null: json.WriteNull(property); break;
                case bool flag: json.WriteBoolean(property, flag); break;
                case int or long or short or byte:
                    json.WriteNumber(property, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                    break;
                case double number when double.IsFinite(number): json.WriteNumber(property, number); break;
                case IFormattable formattable:
                    json.WriteString(property, formattable.ToString(null, CultureInfo.InvariantCulture));
                    break;
                default: json.WriteString(property, value.ToString()); break;
            }
        }
    }

    private static string LevelName(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
