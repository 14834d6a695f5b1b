using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Grains;

public sealed class VoicemailGrainTests
{
    private readonly GrainFixture fixture = new();

    [Fact]
    public async Task Voicemail_OrdinaryJourney_IsDeliveredWithTranscriptAtOnce()
    {
        var id = await fixture.ReceiveAsync(recipients: ["anna@example.com", "ben@example.com"], recordings: 2);
        await fixture.RunDueAsync();
        var state = await fixture.ReadAsync(id);
        Assert.Equal((VoicemailStage.Closed, CloseReason.Delivered), (state.Stage, state.ClosedAs));
        Assert.Equal(["anna@example.com", "ben@example.com"], fixture.Smarthost.Taken.Select(taken => taken.Recipient));
        Assert.All(fixture.Smarthost.Taken, taken =>
            Assert.StartsWith("Composed: Transcribed,Transcribed\r\n", taken.Text));
        Assert.Single(fixture.Smarthost.Requests);
        Assert.Equal(["received", "transcribing", "transcripts", "delivered", "closed"], state.History
            .Select(line => line.Event));
    }

    [Fact]
    public async Task Voicemail_OrdinaryJourney_TakesFiveCommits()
    {
        var id = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
        Assert.Equal(4, fixture.StoreOfGrains.Commits); // and the one that created it
    }

    [Fact]
    public async Task Voicemail_SpeechDown_LeavesAtDeadlineWithoutTranscript()
    {
        fixture.Engine.Answer = _ => new SpeechOutcome.Unavailable("503");
        var id = await fixture.ReceiveAsync();
        await fixture.RunForAsync(fixture.Policy.DeliverBy - TimeSpan.FromSeconds(1));
        Assert.Empty(fixture.Smarthost.Taken);
        await fixture.RunForAsync(TimeSpan.FromSeconds(1));
        Assert.StartsWith("Composed: Open\r\n", Assert.Single(fixture.Smarthost.Taken).Text);
        Assert.Equal("Open", (await fixture.ReadAsync(id)).MailStatus);
    }

    [Fact]
    public async Task Voicemail_SpeechBackAfterDeadline_SendsTheTranscriptAfterTheMail()
    {
        fixture.Engine.Answer = _ => new SpeechOutcome.Unavailable("503");
        var id = await fixture.ReceiveAsync();
        await fixture.RunForAsync(TimeSpan.FromMinutes(10));
        fixture.Engine.Answer = _ => FakeSpeechEngine.Heard("late but here", 0.9);
        await fixture.RunForAsync(TimeSpan.FromHours(1));
        Assert.Equal("late but here", (await fixture.ReadTranscriptionAsync(id, 1)).Result?.Transcript?.Text);
        Assert.Equal(["Composed: Open", "Late: Transcribed"], fixture.Smarthost.Taken.Select(taken => taken.Text.Split("\r\n")[0]));
    }

    [Theory]
    [InlineData(MessageKind.NoRecording)]
    [InlineData(MessageKind.Signed)]
    [InlineData(MessageKind.TooComplex)]
    public async Task OtherMail_IsRelayedInOneTurnWithoutTranscription(MessageKind kind)
    {
        await fixture.ReceiveAsync(kind: kind, recordings: 0);
        await fixture.TakeTurnAsync(Assert.Single(await fixture.ClaimAsync()));
        Assert.Single(fixture.Smarthost.Taken);
        Assert.Empty(fixture.Engine.Requests);
    }

    [Fact]
    public async Task Message_SentAgainByThePbx_IsNotRelayedTwice()
    {
        var first = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        var second = await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        var state = await fixture.ReadAsync(second);
        Assert.Equal((CloseReason.Duplicate, first), (state.ClosedAs!.Value, state.DuplicateOf!.Value));
        Assert.Single(fixture.Smarthost.Taken);
    }

    [Fact]
    public async Task Message_SentAgainAtOnce_IsRecognisedWhenBothAreReadTogether()
    {
        await fixture.ReceiveAsync();
        await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        Assert.Single(fixture.Smarthost.Taken);
    }

    [Fact]
    public async Task Message_SentAgainAfterTheFirstWasParked_IsRelayed()
    {
        var first = await fixture.ReceiveAsync();
        await fixture.TakeTurnAsync(Assert.Single(await fixture.ClaimAsync()));
        fixture.Spool.Lose(first);
        await fixture.RunForAsync(TimeSpan.FromMinutes(6));
        Assert.Equal(CloseReason.Parked, (await fixture.ReadAsync(first)).ClosedAs);
        await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        Assert.Single(fixture.Smarthost.Taken);
    }

    [Fact]
    public async Task Message_SentAgainAfterTheWindow_IsRelayed()
    {
        await fixture.ReceiveAsync();
        await fixture.RunForAsync(fixture.Policy.DuplicateWindow + TimeSpan.FromHours(1));
        await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        Assert.Equal(2, fixture.Smarthost.Taken.Count);
    }

    [Fact]
    public async Task Alarm_WithoutIdentityOrRecording_IsRelayedEachTime()
    {
        await fixture.ReceiveAsync(messageId: null, kind: MessageKind.NoRecording, recordings: 0);
        await fixture.ReceiveAsync(messageId: null, kind: MessageKind.NoRecording, recordings: 0);
        await fixture.RunDueAsync();
        Assert.Equal(2, fixture.Smarthost.Taken.Count);
    }

    [Fact]
    public async Task Content_Missing_ParksTheMessage()
    {
        var id = await fixture.ReceiveAsync();
        fixture.Spool.Lose(id);
        await fixture.RunDueAsync();
        var state = await fixture.ReadAsync(id);
        Assert.Equal(CloseReason.Parked, state.ClosedAs);
        Assert.Equal("closed", state.History[^1].Event);
    }

    [Fact]
    public async Task Content_Damaged_ParksTheMessage()
    {
        var id = await fixture.ReceiveAsync();
        fixture.Spool.ReadFails = new InvalidDataException("checksum");
        await fixture.RunDueAsync();
        Assert.Equal(CloseReason.Parked, (await fixture.ReadAsync(id)).ClosedAs);
    }

    [Fact]
    public async Task Spool_NotThere_LeavesTheMessageForLater()
    {
        var id = await fixture.ReceiveAsync();
        fixture.Spool.ReadFails = new IOException("not mounted");
        await Assert.ThrowsAsync<IOException>(async () => await fixture.RunDueAsync());
        Assert.Equal(VoicemailStage.Received, (await fixture.ReadAsync(id)).Stage);
    }

    [Fact]
    public async Task Composer_ThatBreaks_CostsThePreviewOnly()
    {
        fixture.Composer.Breaks = new InvalidOperationException("a defect");
        await fixture.ReceiveAsync();
        await fixture.RunDueAsync();
        Assert.StartsWith("Received: ", Assert.Single(fixture.Smarthost.Taken).Text);
    }

    [Fact]
    public async Task Purge_AfterRetention_LeavesNothing()
    {
        await fixture.ReceiveAsync(recordings: 2);
        await fixture.ReceiveAsync(recordings: 2);
        await fixture.RunForAsync(fixture.Policy.Retention + TimeSpan.FromMinutes(1));
        Assert.Empty(fixture.Store.Everything);
        Assert.Empty(fixture.Spool.Kept);
    }

    [Fact]
    public async Task Rebuild_WithMarksInTheSpool_SendsOnlyToTheOthers()
    {
        var id = await fixture.ReceiveAsync(recipients: ["anna@example.com", "ben@example.com"]);
        var mark = new DeliveredMark("before", "anna@example.com", fixture.Now, FakeSmarthost.Accepted);
        await fixture.Spool.MarkDeliveredAsync(id, mark, default);
        await fixture.RunDueAsync();
        Assert.Equal("ben@example.com", Assert.Single(fixture.Smarthost.Taken).Recipient);
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
    }
}
