using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Rules;

/// <summary>Looks at the files of administrators as the start of the service does, but at all of them.</summary>
internal static class RuleCheck
{
    /// <summary>What is wrong, a line for each file.</summary>
    public static IReadOnlyList<string> Problems(string storagePath, VoicemailPolicy defaults)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddRuleFiles(storagePath, defaults);
        using var provider = services.BuildServiceProvider();
        List<string> problems = [];
        foreach (var file in services.Where(service => service.ServiceType == typeof(IRuleFile)))
        {
            try
            {
                file.ImplementationFactory!(provider);
            }
            catch (InvalidOperationException e)
            {
                problems.Add(e.Message);
            }
        }

        return problems;
    }
}
