using VoicemailOrleans.Core.Mail.Profiles;

namespace VoicemailOrleans.Tests.Core.Mail.Profiles;

public sealed class LinePatternTests
{
    [Theory]
    [InlineData("Voice message from {name} ({number}) for {mailbox}", "Voice message from Bob (Home) Smith (+1 415 555-0199) for 4021", "name=Bob (Home) Smith number=+1 415 555-0199 mailbox=4021")]
    [InlineData("voice MESSAGE  from {caller}", " Voice message\tfrom\u00a0 Ann <201> ", "caller=Ann <201>")]
    [InlineData("{number} {*}", "555 0199 called", "number=555 0199 *=called")]
    [InlineData("{*}{{{number}}}", "x{12345}", "*=x number=12345")]
    [InlineData("{name} {number}", "Ann van 33 Berg 415 5550199", "name=Ann van 33 Berg number=415 5550199")]
    [InlineData("Call for {mailbox}.", "Call for sales.", "mailbox=sales")]
    [InlineData("{Name}, {NUMBER}", "Müller, 030 123456", "name=Müller number=030 123456")]
    [InlineData("from {number}", "from Anonymous", "number=Anonymous")]
    [InlineData("from {number}", "from the lift", null)]
    [InlineData("from {number}", "from 12", null)]
    [InlineData("from {number}", "from 1234567890123456", null)]
    [InlineData("from {name}", "from ", null)]
    [InlineData("from {name}", "Re: from Ann", null)]
    [InlineData("from {name} to {mailbox}", "from Ann", null)]
    [InlineData("mailbox {mailbox}", "mailbox of Ann", null)]
    public void Match_Line_ReadsThePlaceholdersOfAWholeLine(string pattern, string line, string? found) =>
        Assert.Equal(found, Match(pattern, line, FactPlace.Subject));

    [Theory]
    [InlineData("{*}-{number}.wav", "VM-2026-01-15-5551234.wav", "*=VM-2026-01-15 number=5551234")]
    [InlineData("{number}_{*}", "+14155550199_20260115.WAV", "number=+14155550199 *=20260115.WAV")]
    public void Match_FileName_HasNumbersWithoutSignsBetween(string pattern, string name, string found) =>
        Assert.Equal(found, Match(pattern, name, FactPlace.FileName));

    [Theory]
    [InlineData("Hello", "reads nothing: it has none of {name}, {number}, {caller}, {mailbox}")]
    [InlineData("", "reads nothing: it has none of {name}, {number}, {caller}, {mailbox}")]
    [InlineData("Hello {*}", "reads nothing: it has none of {name}, {number}, {caller}, {mailbox}")]
    [InlineData("from {naem}", "has {naem}: there are only {name}, {number}, {caller}, {mailbox} and {*}")]
    [InlineData("from {name", "has a { that is never closed; write {{ for a brace itself")]
    [InlineData("from name}", "has a } without a {; write }} for a brace itself")]
    [InlineData("{name} or {name}", "has {name} twice")]
    [InlineData("{name}{number}", "has {name} and {number} side by side: put what stands between")]
    public void Parse_WhatIsWrong_IsSaid(string pattern, string problem)
    {
        Assert.Null(LinePattern.Parse(pattern, FactPlace.Body, out var found));
        Assert.Equal(problem, found);
    }

    [Fact]
    public void Parse_AVeryLongPattern_IsRefused()
    {
        Assert.Null(LinePattern.Parse(new string('x', 300) + "{name}", FactPlace.Body, out var problem));
        Assert.Equal("is longer than 300 characters", problem);
    }

    /// <summary>
    /// What makes a backtracking matcher try for years: it ends, so the work is bounded. Compared with a plain reference.
    /// </summary>
    [Fact]
    public void Match_HostileLines_EndAndAgreeWithAReference()
    {
        var random = new Random(7);
        string[] pieces = ["a", "b", " ", "{*}", "{name}", "{number}", "{mailbox}", "1", "ab"];
        var hostile = string.Concat(Enumerable.Repeat("a 1", 160));
        Assert.Null(Match("{*} a {*} a {*} a {*} a {*} a {*} a {*} a {*} a {name}b", hostile, FactPlace.Subject));
        for (var i = 0; i < 4000; i++)
        {
            var pattern = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => pieces[random.Next(pieces.Length)]));
            var line = string.Concat(Enumerable.Range(0, random.Next(0, 9)).Select(_ => "ab 1"[random.Next(4)])).Trim();
            if (LinePattern.Parse(pattern, FactPlace.Subject, out _) is not { } parsed) continue;
            var expected = System.Text.RegularExpressions.Regex.IsMatch(line, Reference(pattern.Trim()));
            Assert.True(expected == (parsed.Match(line, []) is not null), $"'{pattern}' on '{line}': {expected}");
        }
    }

    private static string Reference(string pattern) =>
        "^(?:" + System.Text.RegularExpressions.Regex.Replace(pattern, @"\s+", @"\s+")
            .Replace("{*}", ".*", StringComparison.Ordinal)
            .Replace("{name}", @"\S(?:.*\S)?", StringComparison.Ordinal)
            .Replace("{number}", @"(?=1[1 ]{1,22}1)(?:1 *){3,15}(?<! )", StringComparison.Ordinal)
            .Replace("{mailbox}", "[ab1]+", StringComparison.Ordinal) + ")$";

    private static string? Match(string pattern, string line, FactPlace place)
    {
        var parsed = LinePattern.Parse(pattern, place, out var problem);
        Assert.Null(problem);
        return parsed!.Match(line.Trim(), ["anonymous"]) is { } found
            ? string.Join(' ', found.Select(one => $"{(one.Key == Placeholder.Anything ? "*" : one.Key.ToString().ToLowerInvariant())}={one.Value}"))
            : null;
    }
}
