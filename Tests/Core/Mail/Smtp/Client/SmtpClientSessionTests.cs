using VoicemailOrleans.Core.Mail.Smtp.Client;

namespace VoicemailOrleans.Tests.Core.Mail.Smtp.Client;

public sealed class SmtpClientSessionTests
{
    private const string Hello = "220 hi\r\n250-me\r\n250-PIPELINING\r\n250 SIZE 1000\r\n";
    private const string Plain = "220 hi\r\n250 me\r\n";

    public static TheoryData<int> Steps => [1, 2, 7, 10_000];

    [Theory]
    [MemberData(nameof(Steps))]
    public void Run_WithPipelining_SendsTheTransactionInOneFlight(int step)
    {
        var session = Open(Hello, step);
        var driver = new SessionDriver(session, step);
        session.Begin(SessionDriver.Message("a", "b"));

        driver.Run("250 ok\r\n250 ok\r\n550 no\r\n354 go\r\n");
        driver.Run("250 2.0.0 taken\r\n");

        Assert.Equal(
            """
            C: MAIL FROM:<from@a.test> SIZE=10 | RCPT TO:<a@b.test> | RCPT TO:<b@b.test> | DATA
            content 0
            C: .
            idle

            """.Replace("\r\n", "\n"),
            driver.Transcript);
        Assert.Equal("Delivered/250 Refused/550", driver.Results());
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Run_WithoutPipelining_WaitsForEachReply(int step)
    {
        var session = Open(Plain, step);
        var driver = new SessionDriver(session, 10_000);
        session.Begin(SessionDriver.Message("a", "b"));

        foreach (var reply in new[] { "250 ok\r\n", "550 no\r\n", "550 no\r\n" }) driver.Run(reply);

        Assert.Equal("C: MAIL FROM:<from@a.test>\nC: RCPT TO:<a@b.test>\nC: RCPT TO:<b@b.test>\nidle\n", driver.Transcript);
        Assert.Equal("Refused/550 Refused/550", driver.Results());
    }

    [Fact]
    public void Run_SecondMessage_StartsWithRsetInTheSameFlight()
    {
        var session = Open(Hello);
        Deliver(session);
        var driver = new SessionDriver(session, 10_000);
        session.Begin(SessionDriver.Message("a"));

        driver.Run("250 reset\r\n250 ok\r\n250 ok\r\n354 go\r\n");
        driver.Run("250 ok\r\n");

        Assert.StartsWith("C: RSET | MAIL FROM", driver.Transcript);
        Assert.Equal("Delivered/250", driver.Results());
    }

    [Fact]
    public void Lost_WhileProbing_IsStaleAndNobodyIsSettledForGood()
    {
        var session = Open(Hello);
        Deliver(session);
        session.Begin(SessionDriver.Message("a"));
        session.Next();

        session.ConnectionLost("gone");

        Assert.True(session.IsStale);
    }

    [Fact]
    public void Lost_OnTheFirstMessage_IsNotStale()
    {
        var session = Open(Hello);
        session.Begin(SessionDriver.Message("a"));
        session.Next();

        session.ConnectionLost("gone");

        Assert.False(session.IsStale);
        Assert.Equal(ResultKind.Deferred, session.Results[0]!.Kind);
    }

    [Fact]
    public void Lost_AfterTheDot_IsUncertainForTheAcceptedOnly()
    {
        var session = Open(Hello);
        var driver = new SessionDriver(session, 10_000);
        session.Begin(SessionDriver.Message("a", "b", "c"));
        driver.Run("250 ok\r\n250 ok\r\n550 no\r\n452 too many\r\n354 go\r\n");
        Assert.True(session.IsDotOut);

        session.ConnectionLost("gone");

        Assert.Equal("Uncertain/0 Refused/550 Deferred/0", driver.Results());
    }

    [Fact]
    public void Forbid_TheDot_DefersAndClosesWithoutIt()
    {
        var session = Open(Hello);
        session.Begin(SessionDriver.Message("a"));
        session.Next();
        session.Receive("250 ok\r\n250 ok\r\n354 go\r\n"u8);
        Assert.IsType<ClientStep.SendContent>(session.Next());

        session.ForbidDot();

        Assert.IsType<ClientStep.Close>(session.Next());
        Assert.Equal(ResultKind.Deferred, session.Results[0]!.Kind);
    }

    [Fact]
    public void Allow_TheDotInsideAHalfReply_IsAProtocolError()
    {
        var session = Open(Hello);
        session.Begin(SessionDriver.Message("a"));
        session.Next();
        session.Receive("250 ok\r\n250 ok\r\n354 go\r\n250 2.0.0 tak"u8);

        session.AllowDot();

        Assert.Equal(FailureKind.Protocol, session.Failure!.Kind);
        Assert.Equal(ResultKind.Deferred, session.Results[0]!.Kind);
    }

    [Fact]
    public void Run_PutOffRecipients_NeverEndWithoutAResult()
    {
        var session = Open(Hello);
        var driver = new SessionDriver(session, 10_000);
        session.Begin(SessionDriver.Message("a", "b", "c"));

        driver.Run("250 ok\r\n250 ok\r\n452 full\r\n452 full\r\n354 go\r\n");
        driver.Run("250 ok\r\n");
        driver.Run("250 ok\r\n452 full\r\n503 none\r\n");
        driver.Run("250 reset\r\n250 ok\r\n452 full\r\n503 none\r\n");

        Assert.Equal("Delivered/250 Deferred/452 Deferred/452", driver.Results());
    }

    [Fact]
    public void Receive_UnaskedWhileIdle_EndsTheConnection()
    {
        var session = Open(Hello);

        session.Receive("421 4.4.2 idle\r\n"u8);

        Assert.IsType<ClientStep.Close>(session.Next());
    }

    [Fact]
    public void Run_ManyRecipients_GoInTransactionsOfAHundred()
    {
        var session = Open(Hello);
        var driver = new SessionDriver(session, 10_000);
        session.Begin(SessionDriver.Message([.. Enumerable.Range(0, 150).Select(number => "r" + number)]));

        driver.Run("250 ok\r\n" + string.Concat(Enumerable.Repeat("250 ok\r\n", 100)) + "354 go\r\n");
        driver.Run("250 ok\r\n");
        driver.Run("250 ok\r\n" + string.Concat(Enumerable.Repeat("250 ok\r\n", 50)) + "354 go\r\n");
        driver.Run("250 ok\r\n");

        Assert.Equal(150, session.Results.Count(result => result?.Kind == ResultKind.Delivered));
    }

    private static SmtpClientSession Open(string hello, int step = 10_000)
    {
        var session = new SmtpClientSession(new ClientSettings("me.test", TlsPolicy.None));
        var at = hello.IndexOf('\n') + 1;
        var driver = new SessionDriver(session, step);
        driver.Run(hello[..at]);
        driver.Run(hello[at..]);
        Assert.Equal("C: EHLO me.test\nidle\n", driver.Transcript);
        return session;
    }

    private static void Deliver(SmtpClientSession session)
    {
        var driver = new SessionDriver(session, 10_000);
        session.Begin(SessionDriver.Message("first"));
        driver.Run("250 ok\r\n250 ok\r\n354 go\r\n");
        driver.Run("250 ok\r\n");
        Assert.Equal("Delivered/250", driver.Results());
    }
}
