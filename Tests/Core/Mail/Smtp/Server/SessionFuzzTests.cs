using System.Text;
using VoicemailOrleans.Core.Mail.Smtp.Server;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Core.Mail.Smtp.Server;

/// <summary>
/// Any octets at all, raw and out of the grammar's own words: never an exception, always an end, every reply
/// well-formed (the driver checks that), and the same outcome however the input was cut.
/// </summary>
public sealed class SessionFuzzTests
{
    private static readonly string[] Words =
    [
        "EHLO ", "HELO x", "MAIL FROM:", "RCPT TO:", "DATA", "RSET", "NOOP", "QUIT", "AUTH PLAIN ", "AUTH LOGIN",
        "STARTTLS",
        "<", ">", "<a@b>", "<>", "@", ":", "\"", "\\", "[", "]", "[IPv6:::1]", "[127.0.0.1]", ".", "..", "\r\n", "\r\n",
        "\r\n", "\r\n", "\r\n.\r\n", "\r", "\n", "\0", " ", " SIZE=", "99999999999999999999", " BODY=8BITMIME",
        " SMTPUTF8",
        " RET=", "FULL", " ENVID=", " NOTIFY=", "NEVER", ",", " ORCPT=rfc822;", "+2B", "=", "*", "AHBieABzZWNyZXQ=",
        "\u00ff",
        "\u00c3\u00bc", "Received: x\r\n", "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n", "EHLO x\r\n", "BDAT 5\r\n", "BDAT 3 LAST\r\n",
    ];

    private static readonly SmtpSessionOptions Options = new()
    {
        HostName = "mx.test",
        MessageBytesMax = 200,
        RecipientsMax = 2,
        CommandLineBytesMax = 128,
        ReceivedFieldsMax = 3,
        ErrorsMax = 50,
        AllowAuthWithoutTls = true,
        Credential = new SmtpCredential("pbx", "secret"),
        RelayDomains = ["b", "d"],
    };

    [Fact]
    public void Session_AnyOctets_EndWithTheSameOutcomeHoweverCut() => Fuzz.Run(
        "SMTP session", random => Encoding.Latin1.GetBytes(random.Next(3) == 0 ? Raw(random) : Grammatical(random)), octets =>
        {
            var input = Encoding.Latin1.GetString(octets);
            var whole = Play(input, int.MaxValue);
            var cut = Play(input, 7);
            Assert.True(whole == cut, $"{input}\n--- whole\n{whole}\n--- cut\n{cut}");
        });

    private static string Play(string input, int pieceMax)
    {
        // No STARTTLS here: what it drops depends on the cut, and must.
        var driver = new SessionDriver(new SmtpSession(Options));
        var cuts = new Random(input.Length);
        for (var start = 0; start < input.Length;)
        {
            var piece = pieceMax == int.MaxValue ? pieceMax : cuts.Next(1, pieceMax);
            var length = Math.Min(piece, input.Length - start);
            driver.Feed(input.Substring(start, length));
            start += length;
        }

        return string.Join('\n', driver.Replies.Concat(driver.Messages).Append(driver.IsClosed.ToString()));
    }

    private static string Raw(Random random)
    {
        var octets = new byte[random.Next(1, 400)];
        random.NextBytes(octets);
        return Encoding.Latin1.GetString(octets);
    }

    private static string Grammatical(Random random)
    {
        var text = new StringBuilder(random.Next(2) == 0 ? "EHLO x\r\n" : "");
        if (random.Next(2) == 0) text.Append("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n");
        if (random.Next(2) == 0) text.Append(random.Next(2) == 0 ? "DATA\r\n" : $"BDAT {random.Next(40)}{(random.Next(2) == 0 ? " LAST" : "")}\r\n");
        for (var i = random.Next(60); i >= 0; i--) text.Append(Words[random.Next(Words.Length)]);
        return text.ToString();
    }
}
