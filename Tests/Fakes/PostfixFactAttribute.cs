using VoicemailOrleans.Bench.Processes;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>A test with a Postfix of its own; skipped, and it says why, where there can be none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostfixFactAttribute : InstalledFactAttribute
{
    public PostfixFactAttribute()
        : base(PostfixServer.Program)
    {
        if (!Environment.IsPrivilegedProcess) Skip ??= "Postfix can only be run by root";
    }
}
