namespace VoicemailOrleans.Grains;

/// <summary>What an administrator wrote into a file, as it is at this moment: a later look may find other rules.</summary>
public interface IRules<out T>
{
    /// <summary>The rules now.</summary>
    T Current { get; }
}
