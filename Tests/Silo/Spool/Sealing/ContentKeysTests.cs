using VoicemailOrleans.Silo.Spool.Sealing;

namespace VoicemailOrleans.Tests.Silo.Spool.Sealing;

public sealed class ContentKeysTests
{
    private static readonly string Good = Convert.ToBase64String(new byte[32]);

    [Theory]
    [InlineData("", "holds no key")]
    [InlineData("# only a comment\n\n", "holds no key")]
    [InlineData("a", "line 1")]
    [InlineData("# first\n\na GOOD more", "line 3")]
    [InlineData("a GOOD\nb/c GOOD", "line 2")]
    [InlineData("a GOOD\na GOOD", "'a' a second time in line 2")]
    [InlineData("a not-base64!", "no base64 as the key 'a' in line 1")]
    [InlineData("a c2hvcnQ=", "5 octets as the key 'a' in line 1")]
    [InlineData("a GOOD\nclear GOOD", "line 2")]
    public void Parse_Bad_SaysWhichLineAndNothingOfTheKey(string text, string says)
    {
        var error = Assert.Throws<FormatException>(() => ContentKeys.Parse(text.Replace("GOOD", Good, StringComparison.Ordinal)));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Good[..8], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_FirstSealsAndAllOpen()
    {
        var (old, both) = (TestKeys.Of("a"), ContentKeys.Parse($"# since spring\r\n{TestKeys.Line('b')}\r\n  {TestKeys.Line('a')}"));
        Assert.True(both.IsSealing);
        Assert.Equal(["b", "a"], both.Ids);
        using var key = SealKey.Create();
        foreach (var wrapped in new[] { old.Wrap(key, "x"), both.Wrap(key, "x") })
        {
            var kept = WrappedKey.TryParse(wrapped.ToString())!;
            using var opened = both.Unwrap(kept, "x");
            Assert.Equal(key.Check, opened.Check);
            Assert.Equal(wrapped.MasterId == "b", both.IsNewest(kept));
        }
    }

    [Fact]
    public void Clear_InTheFirstPlace_SealsNothingAndOpens()
    {
        using var key = SealKey.Create();
        var wrapped = TestKeys.Of("a").Wrap(key, "x");
        var off = ContentKeys.Parse("clear\n" + TestKeys.Line('a'));
        Assert.False(off.IsSealing);
        Assert.True(off.IsConfigured);
        Assert.Equal(key.Check, off.Unwrap(wrapped, "x").Check);
    }

    [Fact]
    public void Unwrap_MasterNotHere_IsNoDamage()
    {
        using var key = SealKey.Create();
        var wrapped = TestKeys.Of("a").Wrap(key, "x");
        Assert.Contains("does not have the content key 'a'", Assert.Throws<ContentKeyException>(() => TestKeys.Of("b").Unwrap(wrapped, "x")).Message, StringComparison.Ordinal);
        var namesake = ContentKeys.Parse(TestKeys.Line("a", 'z'));
        Assert.Contains("another one of that name", Assert.Throws<ContentKeyException>(() => namesake.Unwrap(wrapped, "x")).Message, StringComparison.Ordinal);
        Assert.Throws<ContentKeyException>(() => ContentKeys.None.Unwrap(wrapped, "x"));
    }

    [Fact]
    public void Unwrap_DamagedOrAboutSomethingElse_Refuses()
    {
        using var key = SealKey.Create();
        var keys = TestKeys.Of("a");
        var wrapped = keys.Wrap(key, "x");
        Assert.Throws<InvalidDataException>(() => keys.Unwrap(wrapped, "y"));
        for (var place = 0; place < wrapped.Octets.Length; place++)
        {
            wrapped.Octets[place] ^= 1;
            Assert.Throws<InvalidDataException>(() => keys.Unwrap(wrapped, "x"));
            wrapped.Octets[place] ^= 1;
        }

        foreach (var line in new[] { "", "wrapped-1 a", wrapped.ToString()[..^3], wrapped.ToString().Replace("-1", "-2", StringComparison.Ordinal) })
            Assert.Null(WrappedKey.TryParse(line));
    }
}
