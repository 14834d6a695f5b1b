using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.Core.Mail.Profiles;
using VoicemailOrleans.Core.People;
using VoicemailOrleans.Core.Rules;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Rules;

/// <summary>Registers the files of administrators.</summary>
internal static class RuleRegistration
{
    /// <summary>The folder, its files, what changes them, and a health check that says which is not in effect.</summary>
    /// <param name="services">Where they go.</param>
    /// <param name="storagePath">Where the folder is.</param>
    /// <param name="defaults">What holds for voicemails that no policy is about.</param>
    public static IServiceCollection AddRuleFiles(
        this IServiceCollection services, string storagePath, VoicemailPolicy defaults)
    {
        services.AddSingleton(new RuleFolder(storagePath));
        services.AddSingleton<IRuleFiles>(sp => new RuleFiles(
            sp.GetRequiredService<RuleFolder>(),
            sp.GetServices<IRuleFile>(),
            sp.GetRequiredService<IDurable>(),
            sp.GetRequiredService<TimeProvider>()));
        services.AddRules(RuleKind.Policies, text => Policies(text, defaults), new VoicemailPolicies(defaults));
        services.AddRules(RuleKind.Profiles, ProfileFile.Parse, ProfileSet.None);
        services.AddRules(RuleKind.Directory, DirectoryFile.Parse, PeopleDirectory.None);
        services.AddHealthChecks().AddCheck<RuleHealthCheck>("rules");
        return services;
    }

    private static Parsed<VoicemailPolicies> Policies(string text, VoicemailPolicy defaults)
    {
        var parsed = PolicyText.Parse(text, Role.Names);
        return new Parsed<VoicemailPolicies>(
            parsed.Value is { } rules ? new VoicemailPolicies(defaults, rules) : null, parsed.Problems);
    }

    /// <summary>A file, read when the service starts: one that is wrong then stops it.</summary>
    public static IServiceCollection AddRules<T>(
        this IServiceCollection services, RuleKind kind, Func<string, Parsed<T>> parse, T none)
        where T : class
    {
        services.AddSingleton(sp => new RuleFile<T>(
            sp.GetRequiredService<RuleFolder>(), kind, parse, none, sp.GetRequiredService<TimeProvider>(),
            sp.GetRequiredService<ILogger<RuleFile<T>>>()));
        services.AddSingleton<IRules<T>>(sp => sp.GetRequiredService<RuleFile<T>>());
        services.AddSingleton<IRuleFile>(sp => sp.GetRequiredService<RuleFile<T>>());
        return services;
    }
}
