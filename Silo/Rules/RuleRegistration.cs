using VoicemailOrleans.Core.Mail.Profiles;
using VoicemailOrleans.Core.People;
using VoicemailOrleans.Core.Rules;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Spool;

namespace VoicemailOrleans.Silo.Rules;

/// <summary>Registers the files of administrators.</summary>
internal static class RuleRegistration
{
    /// <summary>The folder, what changes its files, and a health check that says which is not in effect.</summary>
    public static IServiceCollection AddRuleFiles(this IServiceCollection services, string storagePath)
    {
        services.AddSingleton(new RuleFolder(storagePath));
        services.AddSingleton<IRuleFiles>(sp => new RuleFiles(
            sp.GetRequiredService<RuleFolder>(),
            sp.GetServices<IRuleFile>(),
            sp.GetRequiredService<IDurable>(),
            sp.GetRequiredService<TimeProvider>()));
        services.AddRules(RuleKind.Profiles, ProfileFile.Parse, ProfileSet.None);
        services.AddRules(RuleKind.Directory, DirectoryFile.Parse, PeopleDirectory.None);
        services.AddHealthChecks().AddCheck<RuleHealthCheck>("rules");
        return services;
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
