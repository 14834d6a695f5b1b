using Microsoft.Extensions.Logging.Abstractions;
using VoicemailOrleans.Core.Rules;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Rules;
using VoicemailOrleans.Silo.Spool;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Silo.Rules;

public sealed class RuleFilesTests : IDisposable
{
    private const RuleKind Kind = RuleKind.Policies;

    private readonly DirectoryInfo storage = Directory.CreateTempSubdirectory("rules-");
    private readonly ManualTimeProvider clock = new();
    private readonly RuleFolder folder;
    private readonly RuleFile<string> file;
    private readonly RuleFiles files;

    public RuleFilesTests()
    {
        folder = new RuleFolder(storage.FullName);
        file = Open();
        files = new RuleFiles(folder, [file], new Durable(), clock);
    }

    [Fact]
    public void Current_WithoutAFile_IsNone()
    {
        Assert.Equal("none", file.Current);
        Assert.Equal(("", 0), (files.Read(Kind).Text, files.Changes(Kind).Count));
    }

    [Fact]
    public void Change_IsInEffectWithinSecondsInEveryProcess_AndTellsWhoAndWhy()
    {
        var elsewhere = Open();
        Assert.Empty(Change("good one"));
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(("good one", "good one"), (file.Current, elsewhere.Current));
        Assert.Equal(new RuleChange(1, clock.GetUtcNow() - TimeSpan.FromSeconds(2), "anna", "because"), files.Changes(Kind)[0]);
    }

    [Fact]
    public void Change_KeepsTheTextItReplaced()
    {
        Change("good one");
        Change("good\ntwo");
        Change("good three");
        Assert.Equal([3, 2, 1], files.Changes(Kind).Select(change => change.Number));
        Assert.Equal(["good\ntwo", "good one", ""], files.Changes(Kind).Select(change => files.TextBefore(Kind, change.Number)));
        Assert.Null(files.TextBefore(Kind, 4));
    }

    [Fact]
    public void Change_ThatIsWrong_SaysWhatAndChangesNothing()
    {
        Change("good one");
        Assert.Equal(["It is 'bad'."], Change("bad"));
        Assert.Equal("good one", files.Read(Kind).Text);
        Assert.Single(files.Changes(Kind));
    }

    [Fact]
    public void Change_OfWhatSomebodyElseChangedMeanwhile_IsRefused()
    {
        var seen = files.Read(Kind).Version;
        Change("good one");
        Assert.Single(files.Change(Kind, new RuleEdit("good two", seen, "ben", "")));
        File.WriteAllText(folder.FileOf(Kind), "good by hand");
        Assert.Single(files.Change(Kind, new RuleEdit("good two", VersionSeen("good one"), "ben", "")));
        Assert.Equal("good by hand", files.Read(Kind).Text);

        string VersionSeen(string text)
        {
            File.WriteAllText(folder.FileOf(Kind), text);
            var version = files.Read(Kind).Version;
            File.WriteAllText(folder.FileOf(Kind), "good by hand");
            return version;
        }
    }

    [Fact]
    public void Change_ByManyAtOnce_OneOfThemWins()
    {
        var seen = files.Read(Kind).Version;
        var won = 0;
        Parallel.For(0, 16, n =>
        {
            if (files.Change(Kind, new RuleEdit($"good {n}", seen, "many", "")).Count == 0) Interlocked.Increment(ref won);
        });
        Assert.Equal((1, 1), (won, files.Changes(Kind).Count));
    }

    [Fact]
    public void File_WrittenByHandAndWrong_LeavesTheRulesBeforeInEffect()
    {
        Change("good one");
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("good one", file.Current);
        File.WriteAllText(folder.FileOf(Kind), "bad");
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("good one", file.Current);
        Assert.Equal(["It is 'bad'."], file.Problems);
        Assert.Equal(["It is 'bad'."], files.Read(Kind).Problems);
        Assert.Throws<InvalidOperationException>(Open);
        File.WriteAllText(folder.FileOf(Kind), "good again");
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("good again", file.Current);
        Assert.Empty(file.Problems);
    }

    [Fact]
    public void Volume_AwayForAWhile_LeavesTheRulesInEffect_ButARemovedFileDoesNot()
    {
        Change("good one");
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("good one", file.Current);
        Directory.Move(folder.Root, folder.Root + ".away");
        for (var looks = 0; looks < 3; looks++)
        {
            clock.Advance(TimeSpan.FromSeconds(2));
            Assert.Equal(("good one", 1), (file.Current, file.Problems.Count));
        }

        Directory.Move(folder.Root + ".away", folder.Root);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(("good one", 0), (file.Current, file.Problems.Count));
        File.Delete(folder.FileOf(Kind));
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(("none", 0), (file.Current, file.Problems.Count));
    }

    [Fact]
    public void Changes_BeyondAHundred_ForgetTheOldest()
    {
        for (var n = 1; n <= 102; n++) Assert.Empty(Change($"good {n}"));
        Assert.Equal((100, 102), (files.Changes(Kind).Count, files.Changes(Kind)[0].Number));
        Assert.Null(files.TextBefore(Kind, 2));
    }

    [Fact]
    public void Changes_OneTornByACrash_IsPassedOver()
    {
        Change("good one");
        File.WriteAllText(folder.ChangeOf(Kind, 2), "{\"number\":2,\"a");
        Assert.Equal([1], files.Changes(Kind).Select(change => change.Number));
        Assert.Empty(Change("good two"));
        Assert.Equal([3, 1], files.Changes(Kind).Select(change => change.Number));
    }

    public void Dispose() => storage.Delete(recursive: true);

    private RuleFile<string> Open() => new(
        folder, Kind, text => text.StartsWith("good", StringComparison.Ordinal) ? Parsed<string>.Of(text) : Parsed<string>.Wrong($"It is '{text}'."),
        "none", clock, NullLogger.Instance);

    private IReadOnlyList<string> Change(string text) =>
        files.Change(Kind, new RuleEdit(text, files.Read(Kind).Version, "anna", "because"));
}
