using System.Buffers.Binary;
using System.Net;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Tests.AdminUi;

public sealed class ContentTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly AdminUiHost host = shared.Host;
    private readonly Person person = shared.Person;

    [Fact]
    public async Task Audio_IsAWavFileInRanges()
    {
        var url = $"/voicemails/{host.Ids[30]}/recordings/1/audio";
        using var whole = await person.GetAsync(url);
        var wav = await whole.Content.ReadAsByteArrayAsync();
        Assert.Equal("audio/wav", whole.Content.Headers.ContentType!.MediaType);
        Assert.Equal("RIFF"u8, wav.AsSpan(0, 4));
        Assert.Equal(wav.Length - 8, BinaryPrimitives.ReadInt32LittleEndian(wav.AsSpan(4)));
        Assert.Equal(8000, BinaryPrimitives.ReadInt32LittleEndian(wav.AsSpan(24)));
        Assert.Equal(44 + 2 * 8000 * (int)SampleDecoder.Length.TotalSeconds, wav.Length);
        using var part = await person.GetAsync(url, ("Range", "bytes=1000-1999"));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(wav[1000..2000], await part.Content.ReadAsByteArrayAsync());
        Assert.True(part.Headers.CacheControl!.NoStore);
        Assert.Single(host.Log.Audit, $"Audit: listen (recording 1) of {host.Ids[30]} by admin from 127.0.0.1");
    }

    [Fact]
    public async Task Audio_InManyRanges_IsDecodedOnce()
    {
        var before = host.Decoder.Decoded;
        var asked = Enumerable.Range(0, 6).Select(i =>
            person.GetAsync($"/voicemails/{host.Ids[31]}/recordings/1/audio", ("Range", $"bytes={i}-")));
        foreach (var answer in await Task.WhenAll(asked)) answer.Dispose();
        using var wave = await person.GetAsync($"/voicemails/{host.Ids[31]}/recordings/1/wave.svg");
        Assert.Equal("image/svg+xml", wave.Content.Headers.ContentType!.MediaType);
        Assert.Equal(1, host.Decoder.Decoded - before);
    }

    [Theory]
    [InlineData("recordings/9/audio"), InlineData("recordings/10/audio"), InlineData("recordings/0/audio"),
        InlineData("recordings/10/original")]
    public async Task Recording_ThatIsMissingOrUndecodable_Is404(string path)
    {
        using var answer = await person.GetAsync($"/voicemails/{host.Ids[32]}/{path}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("recordings/1/original", "octets of recording 1", "audio/wav", "recording 1")]
    [InlineData("recordings/1/wav", "RIFF", "audio/wav", "recording 1 as WAV")]
    [InlineData("sent/parts/3", "octets of part 3", "audio/wav", "part 3 of the mail as sent")]
    [InlineData("received/parts/4", "octets of part 4", "application/octet-stream",
        "part 4 of the mail as received")]
    [InlineData("received.eml", "as received", "message/rfc822", "mail as received")]
    [InlineData("sent.eml", "X-Composed: yes", "message/rfc822", "mail as sent")]
    public async Task Download_IsAttachedInertAndAudited(string path, string content, string type, string what)
    {
        using var answer = await person.GetAsync($"/voicemails/{host.Ids[33]}/{path}");
        Assert.Contains(content, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.StartsWith("sandbox; default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Contains($"Audit: download ({what}) of {host.Ids[33]} by admin from 127.0.0.1", host.Log.Audit);
    }

    [Fact]
    public async Task Original_ThatCallsItselfAPage_IsOctets()
    {
        using var answer = await person.GetAsync($"/voicemails/{host.HostileId}/recordings/1/original");
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
    }

    [Fact]
    public async Task Mail_IsServedUnderAPolicyThatForbidsEverything()
    {
        using var answer = await person.GetAsync($"/voicemails/{host.Ids[34]}/sent/body");
        Assert.Equal(
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
            answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        var page = await person.ReadAsync($"/voicemails/{host.Ids[34]}");
        Assert.Equal("", page.QuerySelector("iframe")!.GetAttribute("sandbox"));
    }

    [Fact]
    public async Task Mail_WithoutHtml_ShowsItsTextEscaped()
    {
        await using var other = await AdminUiHost.StartAsync();
        other.MailView.Html = null;
        using var reader = await Person.SignedInAsync(other);
        var mail = await reader.ReadAsync($"/voicemails/{other.Ids[3]}/received/body");
        Assert.Equal("the <plain> text", mail.QuerySelector("pre")!.TextContent);
    }

    [Fact]
    public async Task PurgedContent_LeavesAPageThatSaysSo()
    {
        var id = host.Ids[35];
        host.Spool.Purged.Add(id);
        await AssertPageWithoutContentAsync(id);
    }

    [Fact]
    public async Task DamagedContent_LeavesAPageForWhoeverMustLook()
    {
        var id = host.Ids[36];
        host.Spool.Damaged.Add(id);
        await AssertPageWithoutContentAsync(id);
    }

    private async Task AssertPageWithoutContentAsync(CorrelationId id)
    {
        var page = await person.ReadAsync($"/voicemails/{id}");
        Assert.All(page.QuerySelectorAll(".mail-pane"), pane =>
            Assert.Contains("no longer stored", pane.TextContent, StringComparison.Ordinal));
        foreach (var path in new[] { "sent/body", "received/body", "sent/parts/2", "received.eml", "sent.eml", "recordings/1/audio",
            "recordings/1/original" })
        {
            using var answer = await person.GetAsync($"/voicemails/{id}/{path}");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }
}
