using VoicemailOrleans.Gateway;
using VoicemailOrleans.Tests.Core.Mail.Smtp.Server;

namespace VoicemailOrleans.Tests.Gateway;

/// <summary>
/// The conversations under TestData/Smtp/Server once more, now with a gateway at the other end of a socket: whole in one
/// write, a write for each line, and a write for each octet.
/// </summary>
public sealed class SocketConversationTests : IDisposable
{
    private readonly TestCertificate certificate = new();

    public void Dispose() => certificate.Dispose();

    [Theory]
    [MemberData(nameof(Conversation.Files), MemberType = typeof(Conversation))]
    public async Task Conversation_OverASocket_GivesTheSameRepliesAndMessages(string file)
    {
        var talk = Conversation.Read(file);
        await using var host = await GatewayHost.StartAsync(talk.HasTls ? certificate.Options(talk.Options) : new GatewayOptions
        {
            Host = "127.0.0.1", Port = 0, Session = talk.Options,
        });
        var whole = string.Concat(talk.Sent);
        await PlayAsync("whole", talk, host, [whole]);
        await PlayAsync("by line", talk, host, talk.Sent);
        await PlayAsync("by octet", talk, host, Octets(whole));
    }

    private static async Task PlayAsync(string cut, Conversation talk, GatewayHost host, IEnumerable<string> pieces)
    {
        await using var client = await TestClient.ConnectAsync(talk.IsTls ? host.Gateway.TlsEndpoint! : host.Endpoint);
        if (talk.IsTls) await client.StartTlsAsync();
        var sending = SendAsync(client, pieces);
        for (var n = 0; n < talk.Replies.Count; n++)
        {
            var expected = talk.Replies[n].Replace("Accepted id", "Accepted 0", StringComparison.Ordinal);
            var reply = await client.ReplyAsync();
            Assert.True(reply.StartsWith(expected, StringComparison.Ordinal), $"{cut}, reply {n}: expected {expected}, got {reply}");
        }

        await sending;
        client.ShutdownSend();
        await client.ExpectEndAsync();
        foreach (var message in talk.Messages) Assert.Equal(message, host.Journal.Take().WithoutTrace);
        Assert.Equal(0, host.Journal.Count);
    }

    /// <summary>A server that has closed need not take the rest.</summary>
    private static async Task SendAsync(TestClient client, IEnumerable<string> pieces)
    {
        try
        {
            foreach (var piece in pieces) await client.SendAsync(piece);
        }
        catch (IOException)
        {
            // What matters are the replies, and they are read.
        }
    }

    /// <summary>Single octets; a long run of one and the same is sent as one, for it would only take time.</summary>
    private static IEnumerable<string> Octets(string whole)
    {
        for (var start = 0; start < whole.Length;)
        {
            var end = start + 1;
            while (end < whole.Length && whole[end] == whole[start]) end++;
            if (end - start > 100) yield return whole[start..end];
            else
                foreach (var octet in whole[start..end]) yield return octet.ToString();
            start = end;
        }
    }
}
