using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Core.Mail.Smtp.Client;

/// <summary>
/// Any server at all, of raw octets and of the grammar's own words: never an exception, always an end, the same outcome
/// however the octets were cut, and nothing delivered that a 2yz after its dot did not deliver.
/// </summary>
public sealed class ClientSessionFuzzTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Session_AnyReplies_EndWithTheSameOutcomeHoweverCut(bool isRaw) =>
        Fuzz.Run(isRaw ? "SMTP client, raw replies" : "SMTP client, replies of the grammar", random =>
        {
            var seed = random.Next();
            var whole = new FuzzedServer(seed, isRaw, pieceMax: int.MaxValue).Play();
            Assert.Equal(whole, new FuzzedServer(seed, isRaw, pieceMax: 1).Play());
            Assert.Equal(whole, new FuzzedServer(seed, isRaw, pieceMax: 7).Play());
        });
}
