using System.Diagnostics;
using System.Globalization;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>
/// Drives every fuzz test. Rounds run until the time is over, each with random numbers that follow from the seed and the
/// round alone, so that a round which failed once can be tried again by its number. FUZZ_SECONDS is how long one call
/// runs (default 4), FUZZ_ROUND=n runs round n alone.
/// </summary>
internal static class Fuzz
{
    private const int RoundsMin = 200;
    private const int SecondsDefault = 4;

    /// <summary>Runs rounds; returns how many. Throws with name, seed and round when one of them fails.</summary>
    public static int Run(string name, Action<Random> round, int seed = 20261126)
    {
        if (Setting("FUZZ_ROUND") is { } only)
        {
            RunOne(name, round, seed, only);
            return 1;
        }

        var time = TimeSpan.FromSeconds(Setting("FUZZ_SECONDS") ?? SecondsDefault);
        var clock = Stopwatch.StartNew();
        var done = 0;
        for (; done < RoundsMin || clock.Elapsed < time; done++) RunOne(name, round, seed, done);
        return done;
    }

    /// <summary>The same for rounds that make octets and check them: those that failed are in the message, in base64.
    /// </summary>
    public static int Run(string name, Func<Random, byte[]> make, Action<byte[]> check, int seed = 20261126) =>
        Run(name, random =>
        {
            var input = make(random);
            try
            {
                check(input);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{e.Message}\ninput {Convert.ToBase64String(input)}", e);
            }
        }, seed);

    private static void RunOne(string name, Action<Random> round, int seed, int number)
    {
        try
        {
            round(new Random(unchecked(seed * 1_000_003 + number)));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{name}: seed {seed}, FUZZ_ROUND={number}: {e.Message}", e);
        }
    }

    private static int? Setting(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
            ? int.Parse(value, CultureInfo.InvariantCulture)
            : null;
}
