using Microsoft.AspNetCore.Http;
using VoicemailOrleans.AdminUi.Rules;
using VoicemailOrleans.Core.Mail.Profiles;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Teaching;

/// <summary>The profiles as they are in their file, and their changes by an admin.</summary>
internal sealed class ProfileDesk(IRuleFiles files, RuleDesk desk)
{
    private const string Broken = "The file of the profiles is wrong. Put it right as text first.";

    /// <summary>The file now, and its profiles; null when it cannot be understood.</summary>
    public (RuleText File, ProfileSet? Profiles) Read()
    {
        var file = files.Read(RuleKind.Profiles);
        var profiles = string.IsNullOrWhiteSpace(file.Text) ? ProfileSet.None : ProfileFile.Parse(file.Text).Value;
        return (file, profiles);
    }

    /// <summary>Puts a profile in the place of another, or at the end.</summary>
    /// <returns>What is wrong, a sentence each; then nothing was changed.</returns>
    public IReadOnlyList<string> Save(
        HttpContext context, string? former, MailProfile profile, string? basedOn, string? why)
    {
        var what = former is null ? $"profile {profile.Name} added" : $"profile {former} changed";
        if (former is not null && Read().Profiles is { } profiles && profiles.Find(former) is null)
            return [$"There is no profile {former} any more: somebody has removed or renamed it meanwhile."];
        return Change(context, all => all.With(former, profile), basedOn, what, why);
    }

    /// <summary>Removes a profile.</summary>
    public IReadOnlyList<string> Remove(HttpContext context, string name, string? basedOn) =>
        Change(context, all => all.Without(name), basedOn, $"profile {name} removed", $"Removed {name}");

    /// <summary>Moves a profile.</summary>
    public IReadOnlyList<string> Move(HttpContext context, string name, int places, string? basedOn)
    {
        var where = places < 0 ? "up" : "down";
        return Change(
            context, all => all.Moved(name, places), basedOn, $"profile {name} moved {where}", $"Moved {name} {where}");
    }

    private IReadOnlyList<string> Change(
        HttpContext context, Func<ProfileSet, ProfileSet> change, string? basedOn, string what, string? why) =>
        Read().Profiles is { } profiles
            ? desk.Change(context, RuleKind.Profiles, ProfileFile.Write(change(profiles)), basedOn, what, why)
            : [Broken];
}
