using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using VoicemailOrleans.Core.Rules;

namespace VoicemailOrleans.Core.Mail.Profiles;

/// <summary>The profiles as a file:
/// <code>
/// { "profiles": [ { "name": "Modular Messaging", "from": "@pbx.example.com",
///   "subject": ["Voice message from {name} ({number}) for {mailbox}"],
///   "body": ["Caller: {name} &lt;{number}&gt;"], "fileName": ["{*}-{number}.wav"],
///   "withheld": ["Unknown caller"] } ] }
/// </code>
/// </summary>
public static class ProfileFile
{
    private const int ProfilesMax = 50;

    private static readonly JsonDocumentOptions Strictly = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    // The file is for people: neither < nor ü become escapes.
    private static readonly JsonWriterOptions Plainly =
        new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a file.</summary>
    public static Parsed<ProfileSet> Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strictly);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            var where = e.LineNumber is { } line ? $" (line {line + 1})" : "";
            return Parsed<ProfileSet>.Wrong($"It is not JSON{where}: {e.Message.Split(" LineNumber")[0]}");
        }
    }

    /// <summary>Writes a file.</summary>
    public static string Write(ProfileSet profiles)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, Plainly))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("profiles");
            foreach (var profile in profiles.Profiles) Write(writer, profile.ToDraft());
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(json.WrittenSpan) + "\n";
    }

    private static Parsed<ProfileSet> Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("profiles", out var list)
            || list.ValueKind != JsonValueKind.Array)
            return Parsed<ProfileSet>.Wrong("It must be an object with a list \"profiles\".");
        var problems = new List<string>();
        foreach (var other in root.EnumerateObject().Where(property => property.Name != "profiles"))
            problems.Add($"\"{other.Name}\" is unknown: there is only \"profiles\".");
        if (list.GetArrayLength() > ProfilesMax) problems.Add($"There are more than {ProfilesMax} profiles.");
        var profiles = new List<MailProfile>();
        foreach (var (element, number) in list.EnumerateArray().Take(ProfilesMax).Select((each, i) => (each, i + 1)))
        {
            var parsed = ReadProfile(element, $"Profile {number}", problems).Parse();
            problems.AddRange(parsed.Problems);
            if (parsed.Value is { } profile) profiles.Add(profile);
        }

        foreach (var twins in profiles.GroupBy(profile => profile.Name, StringComparer.OrdinalIgnoreCase))
            if (twins.Count() > 1)
                problems.Add($"{twins.Key}: {twins.Count()} profiles have this name.");
        return problems.Count == 0
            ? Parsed<ProfileSet>.Of(new ProfileSet(profiles))
            : Parsed<ProfileSet>.Wrong([.. problems.Distinct()]);
    }

    private static ProfileDraft ReadProfile(JsonElement element, string label, List<string> problems)
    {
        var draft = new ProfileDraft();
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{label} is not an object.");
            return draft;
        }

        if (element.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String)
            label = name.GetString()!;
        foreach (var property in element.EnumerateObject())
        {
            draft = property.Name switch
            {
                "name" => draft with { Name = TextOf(property, label, problems) },
                "from" => draft with { From = TextOf(property, label, problems) },
                "subject" => draft with { Subject = ListOf(property, label, problems) },
                "body" => draft with { Body = ListOf(property, label, problems) },
                "fileName" => draft with { FileName = ListOf(property, label, problems) },
                "withheld" => draft with { Withheld = ListOf(property, label, problems) },
                _ => Unknown(draft, property, label, problems),
            };
        }

        return draft;
    }

    private static ProfileDraft Unknown(ProfileDraft draft, JsonProperty property, string label, List<string> problems)
    {
        problems.Add(
            $"{label}: \"{property.Name}\" is unknown: there are name, from, subject, body, fileName and withheld.");
        return draft;
    }

    private static string TextOf(JsonProperty property, string label, List<string> problems)
    {
        if (property.Value.ValueKind == JsonValueKind.String) return property.Value.GetString()!;
        problems.Add($"{label}: {property.Name} is not a text.");
        return "";
    }

    private static List<string> ListOf(JsonProperty property, string label, List<string> problems)
    {
        var isList = property.Value.ValueKind == JsonValueKind.Array
            && property.Value.EnumerateArray().All(entry => entry.ValueKind == JsonValueKind.String);
        if (isList) return [.. property.Value.EnumerateArray().Select(entry => entry.GetString()!)];
        problems.Add($"{label}: {property.Name} is not a list of texts.");
        return [];
    }

    private static void Write(Utf8JsonWriter writer, ProfileDraft profile)
    {
        writer.WriteStartObject();
        writer.WriteString("name", profile.Name);
        if (profile.From.Length > 0) writer.WriteString("from", profile.From);
        WriteList(writer, "subject", profile.Subject);
        WriteList(writer, "body", profile.Body);
        WriteList(writer, "fileName", profile.FileName);
        WriteList(writer, "withheld", profile.Withheld);
        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0) return;
        writer.WriteStartArray(name);
        foreach (var text in texts) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
