using Microsoft.AspNetCore.Http;
using VoicemailOrleans.AdminUi.Actions;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Rules;

/// <summary>Changes policies, profiles and directory in an admin's name: the change and its audit line.</summary>
internal sealed class RuleDesk(IRuleFiles files, AuditLog audit)
{
    private const int WhyLengthMax = 300;

    /// <summary>Replaces a file.</summary>
    /// <param name="context">Whose request it is.</param>
    /// <param name="kind">Which file.</param>
    /// <param name="text">The new text.</param>
    /// <param name="basedOn">The version that the form was made of.</param>
    /// <param name="what">What changes, in a few words; for the audit log and the list of changes.</param>
    /// <param name="why">Why, or null.</param>
    /// <returns>What is wrong, a sentence each; then nothing was changed.</returns>
    public IReadOnlyList<string> Change(
        HttpContext context, RuleKind kind, string text, string? basedOn, string what, string? why)
    {
        if (why?.Length > WhyLengthMax) return [$"The reason is longer than {WhyLengthMax} characters."];
        var by = Actor.Of(context).Name;
        why = why?.Trim() ?? "";
        var told = why.Length > 0 ? $"{what}: {why}" : what;
        var problems = files.Change(kind, new RuleEdit(text.ReplaceLineEndings("\n"), basedOn ?? "", by, told));
        if (problems.Count == 0) audit.RulesChanged(context, kind, what, why);
        return problems;
    }

    /// <summary>Puts back the text that a change replaced; that is a change as well.</summary>
    /// <returns>What is wrong, a sentence each; then nothing was changed.</returns>
    public IReadOnlyList<string> GoBack(HttpContext context, RuleKind kind, int change, string? basedOn) =>
        files.TextBefore(kind, change) is { } before
            ? Change(context, kind, before, basedOn, $"back to before change {change}", null)
            : ["That change is not known any more."];
}
