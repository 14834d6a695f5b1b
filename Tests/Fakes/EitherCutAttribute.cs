using System.Reflection;
using Xunit.Sdk;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>
/// A row of a theory against a scripted smarthost, tried twice: with every reply written whole, and octet by octet. The
/// test takes which as its last parameter.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class EitherCutAttribute(params object?[] row) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        [row.Append(false).ToArray()!, row.Append(true).ToArray()!];
}
