using System.Text.RegularExpressions;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Tests.Core.Voicemail;

public sealed class VoicemailPoliciesTests
{
    private static readonly VoicemailPolicy Defaults = new() { Language = "en-GB", Retention = TimeSpan.FromDays(10) };

    private static readonly PolicyRule Board = new()
    {
        Name = "Board", Recipients = ["ceo@example.com", "@board.example.com"], Mailboxes = ["2001", "30*"],
        Engines = EngineChoice.OnPremises, Listen = ["admin"], Language = "de-DE",
    };

    private static readonly PolicyRule Quebec = new()
    {
        Name = "Quebec", Mailboxes = ["3*"], Language = "fr-CA", DeliverBy = TimeSpan.FromMinutes(2), SubjectTag = "", Engines = EngineChoice.Any,
        LateTranscript = false,
    };

    private static readonly PolicyRule All = new() { Name = "All", Retention = TimeSpan.FromDays(3), ConfidenceMin = 0.5 };

    private static readonly VoicemailPolicies Policies = new(Defaults, [Board, Quebec, All]);

    [Theory]
    [InlineData("CEO@Example.com", null, true)]
    [InlineData("anna@board.example.com", null, true)]
    [InlineData("anna@sub.board.example.com", null, false)]
    [InlineData("ceo@example.com.evil.example", null, false)]
    [InlineData("anna@example.com", "2001", true)]
    [InlineData("anna@example.com", " 2001 ", true)]
    [InlineData("anna@example.com", "20011", false)]
    [InlineData("anna@example.com", "30", true)]
    [InlineData("anna@example.com", "3099", true)]
    [InlineData("anna@example.com", null, false)]
    public void Rule_AppliesToARecipientOrAMailbox(string recipient, string? mailbox, bool applies)
    {
        Assert.Equal(applies, Board.AppliesTo([recipient], mailbox));
        Assert.Equal(applies, Board.AppliesTo(["x@example.org", recipient], mailbox));
        Assert.True(All.AppliesTo([recipient], mailbox));
    }

    [Fact]
    public void Of_SeveralRules_TheFirstThatSaysSomethingDecidesEachPart()
    {
        var policy = Policies.Of(["anna@example.com"], "3000");
        Assert.Equal(["Board", "Quebec", "All"], policy.AppliedRules);
        Assert.Equal(("de-DE", TimeSpan.FromMinutes(2), "", TimeSpan.FromDays(3), 0.5),
            (policy.Language, policy.DeliverBy, policy.SubjectTag, policy.Retention, policy.ConfidenceMin));
        Assert.Equal((true, true, false), (policy.Transcribe, policy.OnPremisesOnly, policy.LateTranscript));
        Assert.Equal(["admin"], policy.Listen!);
    }

    [Fact]
    public void Of_NoRule_IsTheDefaults()
    {
        Assert.Same(Defaults, new VoicemailPolicies(Defaults, [Board]).Of(["anna@example.com"], null));
        Assert.Equal("en-GB", Policies.Of(["anna@example.com"], null).Language);
    }

    [Fact]
    public void Of_RedactionAndProfanity_AreSaidByTheFirstRuleThatDoes()
    {
        PolicyRule[] rules = [new() { Name = "A", MaskProfanity = false }, new() { Name = "B", MaskProfanity = true, Redaction = RedactionLevel.Cards }];
        var policy = new VoicemailPolicies(Defaults, rules).Of([], null);
        Assert.Equal((RedactionLevel.Cards, false), (policy.Redaction, policy.MaskProfanity));
        Assert.Equal((RedactionLevel.All, false), (Defaults.Redaction, Defaults.MaskProfanity));
    }

    [Theory]
    [InlineData(EngineChoice.Off, true, false), InlineData(EngineChoice.Any, true, true), InlineData(EngineChoice.Any, false, false)]
    public void Of_Engines_AreNeverMoreThanTheServiceHas(EngineChoice choice, bool has, bool transcribes)
    {
        var policies = new VoicemailPolicies(new VoicemailPolicy { Transcribe = has }, [new() { Name = "A", Engines = choice }]);
        Assert.Equal(transcribes, policies.Of([], null).Transcribe);
    }

    [Fact]
    public void Of_AVoicemailNobodyHasReadYet_GoesByItsRecipients()
    {
        var id = CorrelationId.Create(DateTimeOffset.UnixEpoch, new byte[CorrelationId.EntropyLength]);
        var state = VoicemailState.Received(id, DateTimeOffset.UnixEpoch, new Envelope("", [new EnvelopeRecipient("ceo@example.com")]), 1);
        Assert.Equal(["Board", "All"], Policies.Of(state).AppliedRules);
        var facts = new MessageFacts { Kind = MessageKind.Voicemail, ContentHash = "", Mailbox = "31" };
        Assert.Equal(["Board", "Quebec", "All"], Policies.Of(state with { Facts = facts }).AppliedRules);
    }

    [Fact]
    public void KeptFrom_IsOfVoicemailsWhoseFirstWordOnItLeavesTheRoleOut()
    {
        var open = new PolicyRule { Name = "Open", Mailboxes = ["3001"], Listen = ["helpdesk", "admin"] };
        var policies = new VoicemailPolicies(Defaults, [open, Board]);
        var kept = policies.KeptFrom(["helpdesk"])!;
        Assert.True(kept(["ceo@example.com"], null));
        Assert.True(kept(["anna@example.com"], "3002"));
        Assert.False(kept(["anna@example.com"], "3001"));
        Assert.False(kept(["anna@example.com"], null));
        Assert.Null(policies.KeptFrom(["admin"]));
        Assert.Null(policies.KeptFrom(["helpdesk", "admin"]));
        Assert.NotNull(policies.KeptFrom([]));
        Assert.Null(Policies.KeptFrom(["admin", "helpdesk"]));
    }

    [Fact]
    public void KeptFrom_AgreesWithThePolicyOfEachVoicemail()
    {
        var random = new Random(5);
        T Any<T>(params T[] choices) => choices[random.Next(choices.Length)];
        for (var n = 0; n < 5_000; n++)
        {
            var rules = Enumerable.Range(0, random.Next(5)).Select(i => new PolicyRule
            {
                Name = $"{i}", Recipients = Any<string[]>([], ["a@x"], ["@y"]), Mailboxes = Any<string[]>([], ["1*"]),
                Listen = Any<string[]?>(null, ["admin"], ["helpdesk", "auditor"]), Language = Any(null, "de"),
            });
            var policies = new VoicemailPolicies(Defaults, [.. rules]);
            string[] roles = Any<string[]>(["admin"], ["helpdesk"], ["operator"], ["admin", "operator"]);
            var (recipients, mailbox) = (Any<string[]>(["a@x"], ["b@y", "a@x"], ["c@z"]), Any(null, "12", "2"));
            var listen = policies.Of(recipients, mailbox).Listen;
            Assert.Equal(listen?.Any(roles.Contains) == false, policies.KeptFrom(roles)?.Invoke(recipients, mailbox) ?? false);
        }
    }

    [Fact]
    public void Pattern_IsAsAnExpressionSays()
    {
        var random = new Random(3);
        string Some(string letters) => string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => letters[random.Next(letters.Length)]));
        for (var n = 0; n < 10_000; n++)
        {
            var (pattern, text) = (Some("aB**@."), Some("Ab@."));
            var expression = "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$";
            Assert.True(Regex.IsMatch(text, expression, RegexOptions.IgnoreCase) == PolicyPattern.Matches(pattern, text), $"{pattern} {text}");
        }

        // A pattern that is made to be slow is not.
        Assert.False(PolicyPattern.Matches(string.Concat(Enumerable.Repeat("a*", 100)) + "b", new string('a', 5_000)));
    }
}
