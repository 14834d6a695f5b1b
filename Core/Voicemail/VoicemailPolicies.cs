namespace VoicemailOrleans.Core.Voicemail;

/// <summary>
/// The policy of each voicemail: of every part of it the first rule that says something decides, in the rules' order,
/// and where none does the defaults.
/// </summary>
/// <param name="Defaults">What holds without rules.</param>
/// <param name="Rules">What administrators decided.</param>
public sealed record VoicemailPolicies(VoicemailPolicy Defaults, IReadOnlyList<PolicyRule> Rules)
{
    /// <summary>Without any rule.</summary>
    public VoicemailPolicies(VoicemailPolicy defaults)
        : this(defaults, [])
    {
    }

    /// <summary>The rules that are about a voicemail, in their order.</summary>
    public IReadOnlyList<PolicyRule> Applying(IReadOnlyList<string> recipients, string? mailbox) =>
        [.. Rules.Where(rule => rule.AppliesTo(recipients, mailbox))];

    /// <summary>The policy of a voicemail, by what is known of it: the mailbox is not before it was read.</summary>
    public VoicemailPolicy Of(VoicemailState state) => Rules.Count == 0
        ? Defaults
        : Of([.. state.Envelope.Recipients.Select(recipient => recipient.Address)], state.Facts?.Mailbox);

    /// <summary>The policy of a voicemail to these recipients, left in that mailbox.</summary>
    public VoicemailPolicy Of(IReadOnlyList<string> recipients, string? mailbox)
    {
        var rules = Applying(recipients, mailbox);
        if (rules.Count == 0) return Defaults;
        // From the last rule to the first, so that the first one's word is the last.
        var policy = Defaults;
        foreach (var rule in rules.Reverse()) policy = Over(policy, rule);
        return policy with { AppliedRules = [.. rules.Select(rule => rule.Name)] };
    }

    private VoicemailPolicy Over(VoicemailPolicy policy, PolicyRule rule) => policy with
    {
        Transcribe = rule.Engines is { } engines
            ? Defaults.Transcribe && engines != EngineChoice.Off
            : policy.Transcribe,
        OnPremisesOnly = rule.Engines is { } said ? said == EngineChoice.OnPremises : policy.OnPremisesOnly,
        Language = rule.Language ?? policy.Language,
        DeliverBy = rule.DeliverBy ?? policy.DeliverBy,
        LateTranscript = rule.LateTranscript ?? policy.LateTranscript,
        ConfidenceMin = rule.ConfidenceMin ?? policy.ConfidenceMin,
        Redaction = rule.Redaction ?? policy.Redaction,
        MaskProfanity = rule.MaskProfanity ?? policy.MaskProfanity,
        SubjectTag = rule.SubjectTag ?? policy.SubjectTag,
        RemovedHeaders = rule.RemovedHeaders ?? policy.RemovedHeaders,
        Retention = rule.Retention ?? policy.Retention,
        Listen = rule.Listen ?? policy.Listen,
    };

    /// <summary>
    /// Says of voicemails, by recipients and mailbox, whether recording and transcript are kept from somebody; null
    /// when no rule keeps any from somebody with one of these roles.
    /// </summary>
    public Func<IReadOnlyList<string>, string?, bool>? KeptFrom(IReadOnlyCollection<string> roles)
    {
        // The other rules decide nothing of it, and this is asked of thousands.
        var rules = Rules.Where(rule => rule.Listen is not null).ToList();
        return rules.All(rule => rule.Listen!.Any(roles.Contains))
            ? null
            : (recipients, mailbox) =>
                rules.Find(rule => rule.AppliesTo(recipients, mailbox)) is { } first
                && !first.Listen!.Any(roles.Contains);
    }
}
