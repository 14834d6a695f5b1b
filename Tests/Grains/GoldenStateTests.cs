using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Grains;

/// <summary>
/// Every form in which a state document was ever stored, held in files and readable for ever. A new form gets a new
/// folder, which UPDATE_STATES=1 writes; the folders of older forms never change.
/// </summary>
public sealed class GoldenStateTests
{
    private const string NewestForm = "2-packed";

    public static TheoryData<string, string> Files
    {
        get
        {
            var files = new TheoryData<string, string>();
            string[] names =
            [
                .. StoredStates.Voicemails.Keys, .. StoredStates.Transcriptions.Keys, .. StoredStates.Intakes.Keys,
                .. StoredStates.Hints.Keys,
            ];
            foreach (var form in new[] { "1-json", NewestForm })
                foreach (var name in names.Where(name => form == NewestForm || !StoredStates.Newer.Contains(name)))
                    files.Add(form, name);
            return files;
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void Read_EachFileOfEachForm_GivesTheStateThatWasWritten(string form, string name)
    {
        var document = Golden(form, name);
        if (StoredStates.Voicemails.TryGetValue(name, out var voicemail))
            Assert.Equal(Values(voicemail), Values(GrainJson.ReadVoicemail(document)));
        else if (StoredStates.Transcriptions.TryGetValue(name, out var transcription))
            Assert.Equal(Values(transcription), Values(GrainJson.ReadTranscription(document)));
        else if (StoredStates.Hints.TryGetValue(name, out var hints))
            Assert.Equal(Values(hints), Values(GrainJson.ReadHints(document)));
        else
            Assert.Equal(Values(StoredStates.Intakes[name]), Values(GrainJson.ReadIntake(document)));
    }

    /// <summary>The JSON inside is compared: another version of zlib may pack it differently.</summary>
    [Theory, MemberData(nameof(Files))]
    public void Write_EachState_GivesTheNewestForm(string form, string name)
    {
        if (form != NewestForm) return;
        var golden = Golden(form, name);
        var written = Written(name);
        Assert.Equal(golden.Span[0], written.Span[0]);
        Assert.Equal(Json(golden), Json(written));
    }

    private static ReadOnlyMemory<byte> Written(string name) =>
        StoredStates.Voicemails.TryGetValue(name, out var voicemail) ? GrainJson.Write(voicemail)
        : StoredStates.Transcriptions.TryGetValue(name, out var transcription) ? GrainJson.Write(transcription)
        : StoredStates.Hints.TryGetValue(name, out var hints) ? GrainJson.Write(hints)
        : GrainJson.Write(StoredStates.Intakes[name]);

    private static ReadOnlyMemory<byte> Golden(string form, string name, [CallerFilePath] string here = "")
    {
        var file = Path.Combine("TestData", "States", form, name + ".state");
        if (form != NewestForm || Environment.GetEnvironmentVariable("UPDATE_STATES") is not { Length: > 0 })
            return File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, file));
        var source = Path.Combine(Path.GetDirectoryName(here)!, "..", file);
        Directory.CreateDirectory(Path.GetDirectoryName(source)!);
        File.WriteAllBytes(source, Written(name).ToArray());
        return Written(name);
    }

    private static string Json(ReadOnlyMemory<byte> document) =>
        Encoding.UTF8.GetString(StateEncoding.Decode(document).Span);

    /// <summary>All values of a state to the last tick, told without the code under test.</summary>
    private static string Values<T>(T state) => JsonSerializer.Serialize(state);
}
