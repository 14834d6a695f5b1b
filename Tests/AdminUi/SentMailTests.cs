using VoicemailOrleans.AdminUi.Content;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>The mail as the recipients have it, when something came after it.</summary>
public sealed class SentMailTests : IAsyncLifetime
{
    private const string AsSent = "As the recipient sees it";
    private const string AsItWouldBe = "As it would be sent now";

    private AdminUiHost host = null!;
    private Person person = null!;

    public async Task InitializeAsync()
    {
        host = await AdminUiHost.StartAsync();
        person = await Person.SignedInAsync(host);
    }

    public async Task DisposeAsync()
    {
        person.Dispose();
        await host.DisposeAsync();
    }

    private CorrelationId Id => host.Ids[10];

    private VoicemailState State
    {
        get => host.Desk.States[Id];
        set => host.Desk.States[Id] = value;
    }

    private TranscriptionState Transcription
    {
        get => host.Desk.Transcriptions[Id][0];
        set => host.Desk.Transcriptions[Id] = [value];
    }

    private string Heard => Transcription.Result!.Transcript!.Text;

    [Fact]
    public async Task Correction_ThatWasNotMailed_IsNotInIt()
    {
        await CorrectAsync("Corrected.", isMailed: false);
        await AssertAsync(AsSent, Heard, $"{Id}-sent.eml", "The correction is not in it.");
    }

    [Fact]
    public async Task Correction_ThatWasMailed_IsInItOnceItHasLeft()
    {
        await CorrectAsync("Corrected.", isMailed: true);
        await AssertAsync(AsItWouldBe, "Corrected.", $"{Id}-as-it-would-be-sent.eml", null);
        Assert.Contains(host.Log.Audit, line => line.Contains("download (mail as it would be sent)", StringComparison.Ordinal));
        Deliver(delivery => delivery with { RepliedAt = delivery.Since.AddSeconds(2) });
        await AssertAsync(AsSent, "Corrected.", $"{Id}-sent.eml", "It was sent again");
    }

    [Fact]
    public async Task Transcript_ThatWasHeardAgainSince_IsOnlyWhatWouldBeSent()
    {
        var result = Transcription.Result! with { At = State.ReceivedAt.AddHours(1) };
        Transcription = Transcription with { AskedAgainAt = result.At.AddMinutes(-1), Result = result };
        await AssertAsync(AsItWouldBe, Heard, $"{Id}-as-it-would-be-sent.eml",
            "What the recipients have may differ: the recording was transcribed again since.");
    }

    [Theory]
    [InlineData(true, "was sent in a mail of its own."), InlineData(false, "It is not in it.")]
    public async Task Transcript_ThatCameLate_IsNotInIt(bool isSent, string notice)
    {
        Transcription = Transcription with { Result = Transcription.Result! with { At = State.ReceivedAt.AddHours(1) } };
        if (isSent)
            Deliver(delivery => DeliveryRules.Late(delivery, 1, State.ReceivedAt.AddHours(1)) with
            {
                State = DeliveryState.Delivered, RepliedAt = State.ReceivedAt.AddHours(1).AddSeconds(2),
            });
        await AssertAsync(AsSent, "none", $"{Id}-sent.eml", notice);
    }

    [Fact]
    public async Task Transcript_ThatCameWhileTheMailWasOnItsWay_IsNotInIt()
    {
        Deliver(delivery => delivery with { Lacks = [1] });
        await AssertAsync(AsSent, "none", $"{Id}-sent.eml", "The transcript came after this mail had left");
    }

    [Fact]
    public async Task Mail_ThatNobodyHas_IsWhatWouldBeSent()
    {
        Deliver(delivery => delivery with { State = DeliveryState.Uncertain });
        await AssertAsync(AsItWouldBe, Heard, $"{Id}-as-it-would-be-sent.eml", null);
    }

    [Fact]
    public async Task Policy_ChangedSince_CountsWhenItIsAboutTheMail()
    {
        ChangePolicies("""{ "rules": [{ "name": "other", "mailboxes": ["0"], "subjectTag": "[X]" }, { "name": "keep", "retentionDays": 3 }] }""");
        await AssertAsync(AsSent, Heard, $"{Id}-sent.eml", null);
        ChangePolicies("""{ "rules": [{ "name": "all", "subjectTag": "[X]" }] }""");
        await AssertAsync(AsItWouldBe, Heard, $"{Id}-as-it-would-be-sent.eml", "a policy about it was changed since.");
        ChangePolicies("""{ "rules": [{ "name": "all", "language": "de, en" }] }""");
        await AssertAsync(AsItWouldBe, Heard, $"{Id}-as-it-would-be-sent.eml", "a policy about it was changed since.");
        ChangePolicies("");
        await AssertAsync(AsSent, Heard, $"{Id}-sent.eml", null);
    }

    [Fact]
    public async Task Policies_ChangedByHandSince_LeaveItUncertain()
    {
        var folder = Directory.CreateDirectory(Path.Combine(host.Storage, "rules"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "policies.json"), """{ "rules": [] }""");
        await AssertAsync(AsItWouldBe, Heard, $"{Id}-as-it-would-be-sent.eml", "the policies were changed since.");
    }

    [Fact]
    public void Copies_WithOtherWords_AreNamed()
    {
        var delivery = State.Deliveries[0];
        var at = State.ReceivedAt.AddHours(1);
        var made = new TranscriptCorrection(1, 1, "Corrected.", "eva", at, null);
        var state = State with
        {
            Corrections = [made],
            Deliveries = [delivery with { Recipient = "early@x.org" }, delivery with { Since = at, RepliedAt = at.AddSeconds(2) }],
        };
        var sent = SentMail.Of(state, [Transcription], _ => false);
        Assert.Equal((AsSent, made), (sent.Title, Assert.Single(sent.State.Corrections!)));
        Assert.Contains("the mail to early@x.org left earlier", Assert.Single(sent.Notices), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-5, 1, "corrected while it was on its way"), InlineData(60, 2, "corrected many times since")]
    public void Correction_ThatMayBeInIt_LeavesItUncertain(int secondsAfter, int revision, string doubt)
    {
        var at = State.Deliveries[0].RepliedAt!.Value.AddSeconds(secondsAfter);
        var state = State with { Corrections = [new(1, revision, "Corrected.", "eva", at, null)] };
        var sent = SentMail.Of(state, [Transcription], _ => false);
        Assert.Equal((AsItWouldBe, false, state), (sent.Title, sent.IsAsSent, sent.State));
        Assert.Contains(doubt, Assert.Single(sent.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void Quarantine_AndALostTranscript_LeaveItUncertain()
    {
        var state = State with { Quarantine = new Quarantine(State.ReceivedAt.AddHours(1), 1) };
        Assert.Contains("quarantine", SentMail.Of(state, [Transcription], _ => false).Notices[0], StringComparison.Ordinal);
        Assert.Contains("no longer kept", SentMail.Of(State, [], _ => false).Notices[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Report_IsSentAsItIs()
    {
        var state = State with { Facts = null, ReportOn = host.Ids[9] };
        Assert.Equal(AsSent, SentMail.Of(state, [], _ => null).Title);
        Assert.Equal("Not sent yet", SentMail.Of(state with { ReportOn = null }, [], _ => null).Title);
    }

    private async Task CorrectAsync(string text, bool isMailed) => await host.Desk.CorrectAsync(
        Id, new VoicemailInput.CorrectionMade(1, 0, text, "eva", null, isMailed), default);

    private void Deliver(Func<Delivery, Delivery> change) => State = State with
    {
        Deliveries = [.. State.Deliveries.Select(delivery => change(delivery with { State = DeliveryState.Delivered }))],
    };

    private void ChangePolicies(string text) => Assert.Empty(host.Rules.Change(
        RuleKind.Policies, new RuleEdit(text, host.Rules.Read(RuleKind.Policies).Version, "eva", "")));

    private async Task AssertAsync(string title, string words, string file, string? notice)
    {
        var page = await person.ReadAsync($"/voicemails/{Id}");
        var pane = page.QuerySelector(".mail-pane[data-side=sent]")!;
        Assert.Equal(title, pane.QuerySelector("h3")!.TextContent);
        var notices = pane.QuerySelectorAll(".notice").Select(shown => shown.TextContent).ToList();
        if (notice is null) Assert.Empty(notices);
        else Assert.Contains(notice, Assert.Single(notices), StringComparison.Ordinal);
        using var answer = await person.GetAsync($"/voicemails/{Id}/sent.eml");
        Assert.Contains($"X-Words: {words}\r\n", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(file, answer.Content.Headers.ContentDisposition!.FileName);
        Assert.Equal("As received", page.QuerySelector(".mail-pane[data-side=received] h3")!.TextContent);
    }
}
