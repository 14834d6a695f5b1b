using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Tests.Core.Transcripts;

public sealed class WordDiffTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("a b c", "a b c", "=a b c")]
    [InlineData("a b c", "a x c", "=a|-b +x|=c")]
    [InlineData("call Harriet Finch now", "call Harrow and Finch now", "=call|-Harriet +Harrow and|=Finch now")]
    [InlineData("", "all of it", "- +all of it")]
    [InlineData("all of it", "", "-all of it +")]
    [InlineData("one two two three", "one two three", "=one two|-two +|=three")]
    [InlineData("a b a b a", "b a b", "-a +|=b a b|-a +")]
    [InlineData("a\nb", "a  b\tc", "=a b|- +c")]
    public void Compare_Words_TellsWhatTookWhosePlace(string before, string after, string runs) =>
        Assert.Equal(runs, Show(WordDiff.Words(before), WordDiff.Words(after)));

    [Fact]
    public void Compare_AnyTexts_RunsCoverBothInOrder()
    {
        var random = new Random(7);
        for (var round = 0; round < 400; round++)
        {
            var before = Some(random);
            var after = Some(random);
            var (b, a) = (0, 0);
            bool? same = null;
            foreach (var run in WordDiff.Compare(before, after))
            {
                Assert.Equal((b, a), (run.BeforeStart, run.AfterStart));
                Assert.NotEqual(same, run.IsSame);
                same = run.IsSame;
                var old = before[b..(b + run.BeforeCount)];
                var made = after[a..(a + run.AfterCount)];
                Assert.True(run.IsSame ? old.SequenceEqual(made) && old.Length > 0 : old.Length + made.Length > 0);
                (b, a) = (b + run.BeforeCount, a + run.AfterCount);
            }

            Assert.Equal((before.Length, after.Length), (b, a));
        }
    }

    [Fact]
    public void Compare_LongTextsWithNothingInCommon_AreReplacedWhole()
    {
        string[] before = ["start", .. Enumerable.Range(0, 12_000).Select(i => $"a{i}"), "end"];
        string[] after = ["start", .. Enumerable.Range(0, 12_000).Select(i => $"b{i}"), "end"];
        Assert.Equal([1, 12_000, 1], WordDiff.Compare(before, after).Select(run => run.BeforeCount));
        after = [.. before.Where((_, i) => i % 100 != 50)];
        Assert.Equal(after.Length, WordDiff.Compare(before, after).Where(run => run.IsSame).Sum(run => run.AfterCount));
    }

    private static string[] Some(Random random) =>
        [.. Enumerable.Range(0, random.Next(12)).Select(_ => "abc"[random.Next(3)].ToString())];

    private static string Show(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        string Part(IReadOnlyList<string> words, int start, int count) =>
            string.Join(' ', words.Skip(start).Take(count));
        return string.Join('|', WordDiff.Compare(before, after).Select(run => run.IsSame
            ? "=" + Part(after, run.AfterStart, run.AfterCount)
            : $"-{Part(before, run.BeforeStart, run.BeforeCount)} +{Part(after, run.AfterStart, run.AfterCount)}"));
    }
}
