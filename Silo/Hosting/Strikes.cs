namespace VoicemailOrleans.Silo.Hosting;

/// <summary>
/// What the number of turns that somebody died or hung over means for the next one; see the theory of
/// <see cref="GrainHost"/>.
/// </summary>
internal static class Strikes
{
    /// <summary>From here on a grain is a suspect: its turn is taken while no other suspect's is.</summary>
    public const int Suspect = 2;

    /// <summary>From here on it has struck out: no ordinary turn any more.</summary>
    public const int Out = 3;
}
