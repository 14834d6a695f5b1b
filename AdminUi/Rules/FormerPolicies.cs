using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Rules;

/// <summary>What the policies said about a mail when it left.</summary>
internal sealed class FormerPolicies(IRules<VoicemailPolicies> policies, IRuleFiles files)
{
    /// <summary>
    /// Whether the mail of a voicemail would look otherwise now than it did at a time, for what policies say; null when
    /// that is not known, as after a change by hand.
    /// </summary>
    public bool? HaveChanged(VoicemailState state, DateTimeOffset since)
    {
        try
        {
            return files.WrittenAt(RuleKind.Policies) > since ? Compare(state, since) : false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private bool? Compare(VoicemailState state, DateTimeOffset since)
    {
        var changes = files.Changes(RuleKind.Policies);
        // Newest first: the text that the first change after that time replaced is the one that held then.
        if (changes.LastOrDefault(change => change.At > since) is not { } first) return null;
        if (first.Number > 1 && first == changes[^1]) return null;
        if (files.TextBefore(RuleKind.Policies, first.Number) is not { } text) return null;
        var rules = string.IsNullOrWhiteSpace(text) ? [] : PolicyText.Parse(text, Role.Names).Value;
        if (rules is null) return null;
        var now = policies.Current;
        return Look(now.Of(state)) != Look((now with { Rules = rules }).Of(state));
    }

    private static (string?, string, string) Look(VoicemailPolicy policy) => (
        policy.SubjectTag, string.Join(',', policy.RemovedHeaders),
        PreviewWording.For(LanguageTags.First(policy.Language)).Language);
}
