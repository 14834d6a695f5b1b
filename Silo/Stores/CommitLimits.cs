using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Silo.Stores;

/// <summary>What no store takes.</summary>
internal static class CommitLimits
{
    /// <summary>Octets of one state document at most: a transcript of an hour is 1 MB.</summary>
    public const int StateBytesMax = 16 << 20;

    /// <summary>Refuses a commit that cannot be carried out.</summary>
    /// <exception cref="ArgumentException">A grain appears twice, or a document is too large.</exception>
    public static void Check(GrainCommit commit)
    {
        if (commit.Writes.Count > 1 && commit.Writes.DistinctBy(write => write.Id).Count() != commit.Writes.Count)
            throw new ArgumentException("A grain appears twice in a commit.", nameof(commit));
        if (commit.Writes.Any(write => write is GrainWrite.Put { State.Length: > StateBytesMax }))
            throw new ArgumentException($"A state document is larger than {StateBytesMax} octets.", nameof(commit));
    }
}
