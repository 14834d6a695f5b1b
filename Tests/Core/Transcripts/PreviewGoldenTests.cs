using System.Runtime.CompilerServices;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Tests.Core.Transcripts;

/// <summary>What each preview looks like, held in files. UPDATE_PREVIEWS=1 writes them anew: look at the
/// difference.</summary>
public sealed class PreviewGoldenTests
{
    public static TheoryData<string> Names => [.. PreviewSamples.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Render_EachSample_IsAsTheFilesSay(string name)
    {
        var preview = PreviewSamples.All[name];
        var html = PreviewHtml.DocumentStart(preview.Wording) + PreviewHtml.RenderFragment(preview)
            + "</body>\n</html>\n";
        Compare(name + ".txt", PreviewText.Render(preview));
        Compare(name + ".html", html);
    }

    [Theory, MemberData(nameof(Names))]
    public void RenderFragment_EachSample_IsSafeAscii(string name)
    {
        var html = PreviewHtml.RenderFragment(PreviewSamples.All[name]);
        Assert.DoesNotContain(html, c => c is not '\n' and (< ' ' or > '~'));
        var page = new HtmlParser().ParseDocument(html);
        Assert.Empty(page.QuerySelectorAll("script, img, iframe, link, form, style"));
        Assert.All(page.QuerySelectorAll("[href], [src]"), element =>
            Assert.StartsWith("tel:", element.GetAttribute("href")));
        Assert.All(page.QuerySelectorAll("table"), table => Assert.Equal("presentation", table.GetAttribute("role")));
        Assert.DoesNotContain("\u202e", page.Body!.Text());
    }

    [Theory, MemberData(nameof(Names))]
    public void Render_EachSample_KeepsTo72Columns(string name) =>
        Assert.All(PreviewText.Render(PreviewSamples.All[name]).Split('\n'), line =>
            Assert.True(line.Length <= 72, line));

    private static void Compare(string file, string actual, [CallerFilePath] string here = "")
    {
        var name = Path.Combine("TestData", "Mime", "Preview", file);
        if (Environment.GetEnvironmentVariable("UPDATE_PREVIEWS") is { Length: > 0 })
        {
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", name), actual);
            return;
        }

        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, name)), actual);
    }
}
