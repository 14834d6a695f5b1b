using System.Text;
using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Core.Mail.Profiles;
using VoicemailOrleans.Core.People;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Grains.Mail;
using VoicemailOrleans.Tests.Core.Mail.Mime;
using VoicemailOrleans.Tests.Fakes;

namespace VoicemailOrleans.Tests.Grains.Mail;

public sealed class RemovedHeaderTests
{
    private const string Dkim = "DKIM-Signature: v=1; h=from;\n\tb=AbC\n";
    private const string Bcc = "bcc: chair@example.com,\n deputy@example.com\n";

    private static readonly CorrelationId Id = CorrelationId.Create(DateTimeOffset.UnixEpoch, new byte[CorrelationId.EntropyLength]);

    [Theory]
    [InlineData("", "")]
    [InlineData(Dkim, "DKIM-Signature")]
    [InlineData(Bcc, "Bcc")]
    [InlineData(Dkim + Bcc, "DKIM-Signature", "Bcc")]
    public void Compose_DkimAndBcc_GoWhereAPolicySaysSo(string gone, params string[] named)
    {
        var mail = Dkim + Bcc + MessageCase.Usual;
        var composed = Compose(mail, [.. named.Where(name => name.Length > 0)]);
        Assert.NotNull(composed.Status);
        var read = MimeJudge.Read(composed.Content);
        Assert.Equal(gone == "" ? null : string.Join(", ", named), read.Root.Text(TraceFields.Removed));
        foreach (var field in new[] { Dkim, Bcc })
        {
            var isThere = !gone.Contains(field, StringComparison.Ordinal);
            Assert.Equal(isThere, Text(composed).Contains(field.ReplaceLineEndings("\r\n"), StringComparison.Ordinal));
            Assert.Equal(isThere, read.Root.Field(field[..field.IndexOf(':', StringComparison.Ordinal)]) is not null);
        }
    }

    [Fact]
    public void Compose_MailThatGoesOnAsItCame_LosesItsBccAndKeepsItsSignature()
    {
        const string Note = "Subject: x\nDate: Mon, 4 May 2026 14:00:00 +0200\nMessage-ID: <m@pbx.example>\n\nJust text.\nBcc: in the body\n";
        var composed = Compose(Dkim + Bcc + Note, RemovableHeaders.All);
        Assert.Null(composed.Status);
        Assert.Equal(
            $"X-Voicemail-Correlation-Id: {Id}\nX-Voicemail-Removed: Bcc\n{Dkim}{Note}".ReplaceLineEndings("\r\n"),
            Text(composed));
    }

    [Fact]
    public void Compose_SignatureIsTakenOut_WhatIsMissingIsSupplied()
    {
        var bare = Dkim + MessageCase.Usual.Replace("Message-ID: <m1@pbx.example>\n", "", StringComparison.Ordinal);
        Assert.Null(MimeJudge.Read(Compose(bare, []).Content).Root.Field("Message-ID"));
        Assert.Equal($"<{Id}@gw.example>",
            MimeJudge.Read(Compose(bare, [RemovableHeaders.DkimSignature]).Content).Root.Text("Message-ID"));
    }

    [Fact]
    public void Compose_HeaderThatWasNotReadWhole_StaysAsItIs()
    {
        var bomb = string.Concat(Enumerable.Repeat("X-A: b\n", 20_000));
        var mail = Bcc + bomb + MessageCase.Usual;
        Assert.EndsWith(mail.Replace("{WAV}", MessageCase.WavPart, StringComparison.Ordinal).ReplaceLineEndings("\r\n"),
            Text(Compose(mail, RemovableHeaders.All)), StringComparison.Ordinal);
    }

    private static ComposedMail Compose(string mail, IReadOnlyList<string> removed)
    {
        var policies = new FixedRules<VoicemailPolicies>(new(new VoicemailPolicy { RemovedHeaders = removed }));
        var composer = new MailComposer(
            new MailComposerOptions { HostName = "gw.example" }, policies, new FixedRules<ProfileSet>(ProfileSet.None),
            new FixedRules<PeopleDirectory>(PeopleDirectory.None));
        var content = MessageCase.Octets(mail);
        var envelope = new Envelope("ann@pbx.example", [new EnvelopeRecipient("bob@example.com")]);
        return composer.Compose(content, VoicemailState.Received(Id, DateTimeOffset.UnixEpoch, envelope, content.Length), []);
    }

    private static string Text(ComposedMail composed) => Encoding.Latin1.GetString(MimeJudge.Join(composed.Content));
}
