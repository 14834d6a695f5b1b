using VoicemailOrleans.AdminUi.Operations;
using VoicemailOrleans.AdminUi.Presentation;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.AdminUi.Operations;

public sealed class AttentionRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly NodeReport All = SampleReports.Node("one", Now, "gateway", "silo", "admin");

    [Fact]
    public void AProcessThatIsWell_NeedsNothing() => Assert.Empty(Of(All));

    [Fact]
    public void ANodeThatVanished_IsNamed_OneThatStoppedIsNot()
    {
        var gone = SampleReports.Node("two", Now.AddMinutes(-3), "silo");
        Assert.Equal(["two has vanished"], Titles(All, gone));
        Assert.Contains("last seen 3 min ago", Of(All, gone)[0].Detail, StringComparison.Ordinal);
        Assert.Empty(Of(All, gone with { HasStopped = true }));
    }

    [Fact]
    public void NoSilo_ComesFirst()
    {
        var gateway = SampleReports.Node("gate", Now, "gateway") with
        {
            Components = [new("journal", ComponentHealth.Degraded, "Mail is accepted but waits in the journal.", new Dictionary<string, string>())],
        };
        Assert.Equal(["No silo is running", "Accepted mail waits in the journal"], Titles(gateway));
    }

    [Fact]
    public void TheSameTroubleOfTwoNodes_IsSaidOnce()
    {
        ComponentReport[] down = [new("store", ComponentHealth.Unhealthy, "Redis is away", new Dictionary<string, string>())];
        var item = Assert.Single(Of(All with { Components = down }, All with { Name = "two", Components = down }));
        Assert.Equal((Tones.Error, "The store does not answer", "Redis is away (one, two)"), (item.Tone, item.Title, item.Detail));
    }

    [Theory]
    [InlineData("voicemail.grain.due.age{kind=\"voicemail\"}", 100, "")]
    [InlineData("voicemail.grain.due.age{kind=\"voicemail\"}", 300, "Work is behind")]
    [InlineData("voicemail.journal.free", 6e9, "")]
    [InlineData("voicemail.journal.free", 4e8, "The disk of one is nearly full")]
    public void ALevel_BeyondItsBound_IsSaid(string key, double value, string title)
    {
        var node = All with { Levels = new Dictionary<string, double>(All.Levels) { [key] = value } };
        Assert.Equal(title.Length == 0 ? [] : [title], Titles(node));
    }

    [Theory]
    [InlineData("451", "4.3.0", 1)]
    [InlineData("452", "4.3.1", 1)]
    [InlineData("452", "4.5.3", 0)]
    [InlineData("550", "5.7.1", 0)]
    public void MailTurnedAwayForWantOfDisk_IsSaid(string code, string enhanced, int items)
    {
        var slot = Slot(Now.AddMinutes(-4), $"voicemail.smtp.refused{{code=\"{code}\",enhanced=\"{enhanced}\"}}", 3);
        Assert.Equal(items, AttentionRules.Of(new OperationsFacts(Now, [All], [slot], [])).Count);
    }

    [Fact]
    public void NoMailForHours_IsSaidOnlyWhereThereWasSomeAWeekAgo()
    {
        var aWeekAgo = Slot(Now.AddDays(-7).AddHours(-2), "voicemail.smtp.accepted", 9);
        IReadOnlyList<AttentionItem> With(params MeterSlot[] week) => AttentionRules.Of(new OperationsFacts(Now, [All], [], week));
        Assert.Equal("No mail from the PBX", Assert.Single(With(aWeekAgo)).Title);
        Assert.Empty(With(aWeekAgo, Slot(Now.AddHours(-1), "voicemail.smtp.accepted", 1)));
        Assert.Empty(With());
    }

    [Fact]
    public void TwoVersions_AreAHint() => Assert.Equal(Tones.Info, Assert.Single(Of(All, All with { Name = "two", Version = "0.2.0" })).Tone);

    [Fact]
    public void ACriticalLogLine_IsSaidWithItsVoicemail()
    {
        var id = VoicemailOrleans.Core.Voicemail.CorrelationId.Create(Now, new byte[10]);
        var critical = new TroubleGroup("GrainLog: ContentDamaged", TroubleLevel.Critical, "damaged", 1, Now, Now, id);
        var item = Assert.Single(Of(All with { Troubles = [critical] }));
        Assert.Equal((Tones.Error, $"voicemails/{id}"), (item.Tone, item.Href));
        Assert.Empty(Of(All with { Troubles = [critical with { Last = Now.AddHours(-2) }] }));
    }

    private static MeterSlot Slot(DateTimeOffset start, string key, double count) => new(
        start, new Dictionary<string, double> { [key] = count }, new Dictionary<string, double>(),
        new Dictionary<string, IReadOnlyList<SpreadBucket>>());

    private static IReadOnlyList<AttentionItem> Of(params NodeReport[] nodes) => AttentionRules.Of(new OperationsFacts(Now, nodes, [], []));

    private static IEnumerable<string> Titles(params NodeReport[] nodes) => Of(nodes).Select(item => item.Title);
}
