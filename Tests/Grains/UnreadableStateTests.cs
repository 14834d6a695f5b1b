using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Grains;

/// <summary>A document that is damaged, or of a newer version, stops its own grain and no other.</summary>
public sealed class UnreadableStateTests
{
    private readonly GrainFixture fixture = new();

    [Fact]
    public async Task Transcription_Unreadable_MailLeavesAtItsTimeWithANotice()
    {
        var id = await fixture.ReceiveAsync();
        await RunVoicemailsAsync();
        await DamageAsync(GrainId.Transcription(id, 1));
        fixture.Clock.Advance(fixture.Policy.DeliverBy - TimeSpan.FromSeconds(1));
        await RunVoicemailsAsync();
        Assert.Empty(fixture.Smarthost.Taken);
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        await RunVoicemailsAsync();
        Assert.Single(fixture.Smarthost.Taken);
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(id)).ClosedAs);
        Assert.Null(Assert.Single(await fixture.Desk.ReadTranscriptionsAsync(await fixture.ReadAsync(id), default)).Result);
    }

    [Fact]
    public async Task FirstCopy_Unreadable_SecondIsRelayed()
    {
        var first = await fixture.ReceiveAsync(kind: MessageKind.NoRecording, recordings: 0);
        await fixture.RunDueAsync();
        await DamageAsync(GrainId.Voicemail(first));
        var copy = await fixture.ReceiveAsync(kind: MessageKind.NoRecording, recordings: 0);
        await fixture.RunDueAsync();
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(copy)).ClosedAs);
        Assert.Equal(2, fixture.Smarthost.Taken.Count);
    }

    [Fact]
    public async Task Intake_Unreadable_CopyIsRelayedAndItIsForgottenWhenDue()
    {
        await fixture.ReceiveAsync(kind: MessageKind.NoRecording, recordings: 0);
        await fixture.RunDueAsync();
        await DamageAsync(IntakeOf());
        var copy = await fixture.ReceiveAsync(kind: MessageKind.NoRecording, recordings: 0);
        await fixture.RunDueAsync();
        Assert.Equal(CloseReason.Delivered, (await fixture.ReadAsync(copy)).ClosedAs);

        await DamageAsync(IntakeOf());
        await fixture.RunForAsync(fixture.Policy.DuplicateWindow + TimeSpan.FromHours(1));
        Assert.DoesNotContain(fixture.Store.Everything, record => record.Id.Kind == GrainKinds.Intake);

        GrainId IntakeOf() => Assert.Single(fixture.Store.Everything, record => record.Id.Kind == GrainKinds.Intake).Id;
    }

    private async Task DamageAsync(GrainId id)
    {
        var record = (await fixture.Store.ReadAsync(id, default))!;
        var put = new GrainWrite.Put(id, record.Version, "{\"format\":"u8.ToArray(), record.DueAt);
        Assert.True((await fixture.Store.CommitAsync(new GrainCommit([put]), default)).Written);
    }

    private async Task RunVoicemailsAsync()
    {
        while (await fixture.ClaimAsync(GrainKinds.Voicemail) is { Count: > 0 } claims)
            foreach (var claim in claims)
                await fixture.TakeTurnAsync(claim);
    }
}
