using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Tests.Core.Voicemail;

public sealed class IntakeKeyTests
{
    private static readonly MessageFacts Facts =
        new() { Kind = MessageKind.NoRecording, ContentHash = "ab", MessageId = "<1@pbx>" };

    [Fact]
    public void Of_OtherOrderOfRecipients_IsTheSame() =>
        Assert.Equal(IntakeKey.Of(To("s", "a", "b"), Facts), IntakeKey.Of(To("s", "b", "a"), Facts));

    [Fact]
    public void Of_AnythingElseDifferent_Differs()
    {
        string?[] keys =
        [
            IntakeKey.Of(To("s", "a"), Facts), IntakeKey.Of(To("s", "b"), Facts), IntakeKey.Of(To("", "a"), Facts),
            IntakeKey.Of(To("s", "a", "b"), Facts), IntakeKey.Of(To("s", "a"), Facts with { ContentHash = "ac" }),
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.All(keys, key => Assert.Matches("^[0-9a-f]{64}$", key));
    }

    [Fact]
    public void Of_MessageWithoutIdentity_IsNull() =>
        Assert.Null(IntakeKey.Of(To("s", "a"), Facts with { MessageId = null }));

    [Fact]
    public void Of_DateOrRecording_IsIdentityEnough()
    {
        var bare = Facts with { MessageId = null };
        Assert.NotNull(IntakeKey.Of(To("s", "a"), bare with { HasDate = true }));
        Assert.NotNull(IntakeKey
            .Of(To("s", "a"), bare with { Recordings = [new RecordingFacts(1, null, "audio/wav", 4)] }));
    }

    private static Envelope To(string from, params string[] to) =>
        new(from, [.. to.Select(address => new EnvelopeRecipient(address))]);
}
