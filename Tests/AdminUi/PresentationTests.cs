using VoicemailOrleans.AdminUi;
using VoicemailOrleans.AdminUi.Presentation;
using VoicemailOrleans.AdminUi.StaticAssets;
using VoicemailOrleans.Core.Transcripts;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Tests.AdminUi;

public sealed class PresentationTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("a@example.org", true), InlineData("jürgen@exämple.org", true), InlineData("a+b@x", true),
        InlineData("a@b@example.org", false)]
    [InlineData("a@", false), InlineData("@b", false), InlineData(".a@b.c", false), InlineData("a..b@c.d", false),
        InlineData("a@-b.c", false)]
    [InlineData("a@b..c", false), InlineData("a\u0001@b.c", false), InlineData("a@[127.0.0.1]", false)]
    public void AddressList_KnowsAnAddress(string text, bool good) =>
        Assert.Equal(good, AddressList.Read(text, new AdminUiOptions()).Problem is null);

    [Fact]
    public void AddressList_OutsideTheAllowedDomains_IsRefused()
    {
        var options = new AdminUiOptions { ResendDomains = ["example.org"] };
        Assert.Null(AddressList.Read("a@EXAMPLE.org", options).Problem);
        Assert.Contains("outside the domains", AddressList.Read("a@example.com", options).Problem!,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-10, "just now"), InlineData(10, "in a moment"), InlineData(-50, "1 min ago"),
        InlineData(300, "in 5 min"), InlineData(-3600, "1 h ago")]
    [InlineData(-80000, "22 h ago"), InlineData(-90000, "1 Mar, 08:00"), InlineData(-86400 * 100, "22 Nov 2025, 09:00")]
    public void Relative_ReadsNaturally(int seconds, string text) =>
        Assert.Equal(text, Show.Relative(Now.AddSeconds(seconds), Now));

    [Theory]
    [InlineData("priya.raman@example.org", "Priya Raman"), InlineData("4021@example.org", "4021@example.org"),
        InlineData("j.smith@x", "j.smith@x")]
    public void Person_OnlyWhenTheAddressTells(string address, string person) =>
        Assert.Equal(person, Show.Person(address));

    [Theory]
    [InlineData("Call Anna back", "anna CALL", "[Call] [Anna] back"), InlineData("aaa", "a aa", "[aa]a"),
        InlineData("none", null, "none"), InlineData("", "x", "")]
    [InlineData("Müller and Muller", "muller", "[Müller] and [Muller]"), InlineData("invoice in", "in", "[in]voice [in]")]
    [InlineData("call +44 20 7946 0018 now", "02079460018", "call [+44 20 7946 0018] now")]
    [InlineData("Ann (+44 20 7946 0018)", "020 7946-0018", "Ann ([+44 20 7946 0018])")]
    [InlineData("0018 and 18", "0018", "[0018] and 18"), InlineData("+ ( -", "+ (", "+ ( -")]
    [InlineData("mueller, Müller, muller", "Müller", "[mueller], [Müller], [muller]"), InlineData("Straße, Strasse", "strass", "[Straß]e, [Strass]e")]
    [InlineData("Öl und Ölung, full", "oel fuel", "[Öl] und Ölung, full"), InlineData("Müller", "muell", "[Müll]er")]
    [InlineData("a \"quoted\" b", "\"quoted\"", "a \"[quoted]\" b")]
    public void SearchTerms_CutTheTextWithoutLosingAny(string text, string? query, string marked) =>
        Assert.Equal(marked, string.Concat(SearchTerms.Cut(text, query)
            .Select(piece => piece.Hit ? $"[{piece.Text}]" : piece.Text)));

    [Fact]
    public void ATranscriptSentLater_IsToldWithTheTimeOfTheMail()
    {
        var mail = new Delivery { Recipient = "a@x.org", Since = Now, State = DeliveryState.Delivered, RepliedAt = Now, Lacks = [1] };
        Assert.Equal(["The mail lacked its transcript, which may still come."], DeliveryWords.Notes(mail));
        var late = mail with { Round = 1, Lacks = null, Earlier = mail };
        Assert.Equal("Delivered, transcript sent later", DeliveryWords.Of(late).Text);
        Assert.Equal(["The mail itself was delivered on 2 Mar at 09:00 UTC; this is about its transcript."], DeliveryWords.Notes(late));
        var id = CorrelationId.Create(Now, new byte[CorrelationId.EntropyLength]);
        var state = VoicemailState.Received(id, Now, new Envelope("", []), 1) with
        {
            Stage = VoicemailStage.Closed, ClosedAs = CloseReason.Delivered, Deliveries = [late],
        };
        Assert.Equal("The mail server took the mail for a@x.org. The transcript came later, and was sent after it.", StatusSentence.Of(state));
        var under = state with { Stage = VoicemailStage.Relaying, Deliveries = [late with { State = DeliveryState.Pending }] };
        Assert.Equal("The mail was delivered. Its transcript came later, and is on its way to a@x.org.", StatusSentence.Of(under));
    }

    [Fact]
    public void AMailThatPassedUnchanged_IsToldWithTheReason()
    {
        var state = State(VoicemailStage.Closed, CloseReason.Delivered, DeliveryState.Delivered);
        Assert.EndsWith(". It passed unchanged.", StatusSentence.Of(state), StringComparison.Ordinal);
        var kinds = Enum.GetValues<MessageKind>().Where(kind => kind != MessageKind.Voicemail).ToList();
        var told = kinds.Select(kind => StatusSentence.Of(Read(kind, null))).ToList();
        Assert.All(told, sentence => Assert.EndsWith("passed unchanged.", sentence.Replace(", because a change breaks the signature", "", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Equal(kinds.Count, told.Distinct().Count());
        Assert.EndsWith("not looked into: wav.zip, winmail.dat.", StatusSentence.Of(Read(MessageKind.NoRecording, ["wav.zip", "winmail.dat"])), StringComparison.Ordinal);

        VoicemailState Read(MessageKind kind, IReadOnlyList<string>? unsearched) =>
            state with { Facts = new MessageFacts { Kind = kind, ContentHash = "", Unsearched = unsearched } };
    }

    [Fact]
    public void EveryState_HasWordsAndAnIcon()
    {
        var icons = new IconSet(new AssetCatalog());
        foreach (var stage in Enum.GetValues<VoicemailStage>())
            foreach (var closed in new CloseReason?[] { null }.Concat(Enum.GetValues<CloseReason>()
                .Cast<CloseReason?>()))
                foreach (var delivery in Enum.GetValues<DeliveryState>())
                {
                    var state = State(stage, closed, delivery);
                    Assert.NotEmpty(icons.Shapes(StatusWords.Of(state).Icon));
                    Assert.EndsWith(".", StatusSentence.Of(state), StringComparison.Ordinal);
                    Assert.NotEmpty(icons.Shapes(DeliveryWords.Of(state.Deliveries[0]).Icon));
                }

        string[] events =
        [
            "received", "read", "transcribed", "deadline", "relaying", "delivered", "deferred", "uncertain",
                "refused", "bounced",
            "parked", "duplicate", "resent", "reported", "something-new", "",
        ];
        foreach (var name in events) Assert.NotEmpty(icons.Shapes(EventWords.Of(name).Icon));
        Assert.Equal("Something new", EventWords.Of("something-new").Text);
    }

    [Fact]
    public void EveryTranscriptStatus_ButAWholeOne_HasANotice()
    {
        var icons = new IconSet(new AssetCatalog());
        foreach (var status in Enum.GetValues<TranscriptStatus>())
            foreach (var reason in Enum.GetValues<NoTranscriptReason>())
            {
                var notice = TranscriptWords.Notice(Transcription(new() { Status = status, Reason = reason,
                    At = Now }));
                if (status == TranscriptStatus.Transcribed) Assert.Null(notice);
                else Assert.NotEmpty(icons.Shapes(notice!.Icon));
            }

        var failing = Transcription(null) with { LastError = "429 from google", Attempts = 3 };
        var redacted = new Transcript { Words = [new("PIN"), new("[redacted].")], Language = "en", Engine = "fake" };
        Assert.StartsWith("Card numbers, codes and the like were left out", TranscriptWords.Notice(Transcription(
            new() { Status = TranscriptStatus.Transcribed, Transcript = redacted, At = DateTimeOffset.UnixEpoch }))!.Text, StringComparison.Ordinal);
        Assert.Equal("Not transcribed yet, tried 3 times: 429 from google", TranscriptWords.Notice(failing)!.Text);
    }

    private static TranscriptionState Transcription(TranscriptionResult? result) => new()
    {
        Id = default, Number = 1, CreatedAt = Now, Language = "en", Result = result,
    };

    private static VoicemailState State(VoicemailStage stage, CloseReason? closed, DeliveryState delivery) =>
        VoicemailState.Received(default, Now, new Envelope("", [new("a@example.org")]), 1) with
        {
            Stage = stage, ClosedAs = closed, Deliveries =
                [new() { Recipient = "a@example.org", Since = Now, State = delivery }],
        };
}
