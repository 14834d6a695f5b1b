namespace VoicemailOrleans.Tests.Fakes;

/// <summary>The driver of the fuzz tests finds what is there to be found, and says how to find it again.</summary>
public sealed class FuzzTests
{
    [Fact]
    public void Run_RoundFails_NamesSeedRoundAndInput()
    {
        var rounds = 0;
        byte[]? last = null;
        var error = Assert.Throws<InvalidOperationException>(() => Fuzz.Run(
            "planted",
            random => last = [(byte)random.Next(256), (byte)random.Next(256)],
            _ => Assert.True(rounds++ < 7, "the planted defect"),
            seed: 5));
        Assert.Contains("planted: seed 5, FUZZ_ROUND=7: the planted defect", error.Message, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String(last!), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SameSeed_GivesEachRoundTheSameNumbers()
    {
        Assert.Equal(FirstNumbers(1), FirstNumbers(1));
        Assert.NotEqual(FirstNumbers(1), FirstNumbers(2));
        Assert.Equal(50, FirstNumbers(1).Distinct().Count());

        static List<int> FirstNumbers(int seed)
        {
            var numbers = new List<int>();
            Assert.Throws<InvalidOperationException>(() => Fuzz.Run("numbers", random =>
            {
                numbers.Add(random.Next());
                Assert.True(numbers.Count < 50);
            }, seed));
            return numbers;
        }
    }
}
