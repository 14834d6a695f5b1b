namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary><c>voicemail profile test</c> on the real executable.</summary>
public sealed class ProfileCommandTests : EndToEndTest
{
    private const string Mail =
        "From: pbx@pbx.example\nSubject: VM 0201 <- Ann Example, 4155550199\nMIME-Version: 1.0\n"
        + "Content-Type: multipart/mixed; boundary=b1\n\n--b1\n\nhello\n--b1\nContent-Type: audio/wav; name=a.wav\n\nRIFF0000WAVE\n--b1--\n";

    private const string Profiles =
        """{"profiles":[{"name":"Odd","subject":["VM {mailbox} <- {name}, {number}"]}]}""";

    [Fact]
    public async Task Test_OfAMail_ShowsWhatIsReadAndWhere()
    {
        var mail = await WriteAsync("mail.eml", Mail);
        var output = await RunAsync(0, "profile", "test", mail, "--profiles", await WriteAsync("own.json", Profiles));
        Assert.Contains("a voicemail", output, StringComparison.Ordinal);
        Assert.Contains("Ann Example", output, StringComparison.Ordinal);
        Assert.Contains("4155550199", output, StringComparison.Ordinal);
        Assert.Contains("in the subject, by Odd: VM 0201 <- Ann Example, 4155550199", output, StringComparison.Ordinal);
        Assert.Contains("with the pattern VM {mailbox} <- {name}, {number}", output, StringComparison.Ordinal);

        // Without --profiles, those in effect: none yet, then the same ones.
        Assert.DoesNotContain("by Odd", await RunAsync(0, "profile", "test", mail), StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(Folder, "data", "rules"));
        await WriteAsync("data/rules/profiles.json", Profiles);
        Assert.Contains("by Odd", await RunAsync(0, "profile", "test", mail), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_OfWhatCannotBeRead_NamesIt()
    {
        Assert.Contains("missing.eml", await RunAsync(1, "profile", "test", "missing.eml"), StringComparison.Ordinal);
        var mail = await WriteAsync("mail.eml", Mail);
        var wrong = await WriteAsync("wrong.json", """{"profiles":[{"name":"Odd","subject":["{nobody}"]}]}""");
        Assert.Contains("{nobody}", await RunAsync(1, "profile", "test", mail, "--profiles", wrong), StringComparison.Ordinal);
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        await File.WriteAllTextAsync(path, text);
        return path;
    }

    private async Task<string> RunAsync(int exit, params string[] arguments)
    {
        await using var command = ServiceProcess.Launch(Folder, Sink.Port, [], arguments);
        var ended = await command.ExitAsync();
        Assert.True(ended == exit, $"{arguments[0]} ended with {ended}:\n{command.Output}");
        return command.Output;
    }
}
