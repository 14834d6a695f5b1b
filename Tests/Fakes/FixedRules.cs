using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>Rules that change when a test changes them.</summary>
internal sealed class FixedRules<T>(T current) : IRules<T>
{
    public T Current { get; set; } = current;
}
