using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>Rules that a test sets.</summary>
internal sealed class FixedRules<T>(T rules) : IRules<T>
{
    public T Current { get; set; } = rules;
}
