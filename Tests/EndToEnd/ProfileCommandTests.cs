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
        var output = await CommandAsync(0, "profile", "test", mail, "--profiles", await WriteAsync("own.json", Profiles));
        Assert.Contains("a voicemail", output, StringComparison.Ordinal);
        Assert.Contains("Ann Example", output, StringComparison.Ordinal);
        Assert.Contains("4155550199", output, StringComparison.Ordinal);
        Assert.Contains("in the subject, by Odd: VM 0201 <- Ann Example, 4155550199", output, StringComparison.Ordinal);
        Assert.Contains("with the pattern VM {mailbox} <- {name}, {number}", output, StringComparison.Ordinal);

        // Without --profiles, those in effect: none yet, then the same ones.
        Assert.DoesNotContain("by Odd", await CommandAsync(0, "profile", "test", mail), StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(Folder, "data", "rules"));
        await WriteAsync("data/rules/profiles.json", Profiles);
        Assert.Contains("by Odd", await CommandAsync(0, "profile", "test", mail), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_OfWhatCannotBeRead_NamesIt()
    {
        Assert.Contains("missing.eml", await CommandAsync(1, "profile", "test", "missing.eml"), StringComparison.Ordinal);
        var mail = await WriteAsync("mail.eml", Mail);
        var wrong = await WriteAsync("wrong.json", """{"profiles":[{"name":"Odd","subject":["{nobody}"]}]}""");
        Assert.Contains("{nobody}", await CommandAsync(1, "profile", "test", mail, "--profiles", wrong), StringComparison.Ordinal);
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        await File.WriteAllTextAsync(path, text);
        return path;
    }
}
