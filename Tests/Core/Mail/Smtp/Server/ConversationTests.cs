using VoicemailOrleans.Core.Mail.Smtp.Server;

namespace VoicemailOrleans.Tests.Core.Mail.Smtp.Server;

/// <summary>
/// The conversations under TestData/Smtp/Server, each played whole, line by line, octet by octet and scattered over
/// segments, always with the same replies and messages.
/// </summary>
public sealed class ConversationTests
{
    [Theory]
    [MemberData(nameof(Conversation.Files), MemberType = typeof(Conversation))]
    public void Conversation_CutAnywhere_GivesTheSameRepliesAndMessages(string file)
    {
        var talk = Conversation.Read(file);
        var whole = string.Concat(talk.Sent);
        Check("whole", talk, driver => driver.Feed(whole));
        Check("by line", talk, driver => talk.Sent.ForEach(line => driver.Feed(line)));
        Check("scattered", talk, driver => driver.FeedScattered(whole));
        Check("by octet", talk, driver =>
        {
            foreach (var octet in whole) driver.Feed(octet.ToString());
        });
        for (var size = 2; size <= 3; size++)
        {
            Check($"by {size} octets", talk, driver =>
            {
                foreach (var piece in whole.Chunk(size)) driver.Feed(new string(piece));
            });
        }
    }

    private static void Check(string cut, Conversation talk, Action<SessionDriver> play)
    {
        var driver = new SessionDriver(new SmtpSession(talk.Options, talk.IsTls, talk.HasTls));
        play(driver);
        Assert.True(
            talk.Replies.Count == driver.Replies.Count
            && talk.Replies.Zip(driver.Replies).All(p => p.Second.StartsWith(p.First, StringComparison.Ordinal)),
            $"{cut}: expected\n{string.Join('\n', talk.Replies)}\nbut got\n{string.Join('\n', driver.Replies)}");
        Assert.Equal(talk.Messages, driver.Messages);
        Assert.Equal(talk.Replies[^1].StartsWith("221", StringComparison.Ordinal) || talk.Closes, driver.IsClosed);
    }
}
