using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using VoicemailOrleans.AdminUi.StaticAssets;

namespace VoicemailOrleans.Tests.AdminUi;

public sealed partial class AssetTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly string Root = FindRoot();
    private readonly AssetCatalog catalog = new();

    [Theory]
    [InlineData("css/base.css", "text/css"), InlineData("js/desk.js", "text/javascript"),
        InlineData("lib/idiomorph/idiomorph.esm.js", "text/javascript")]
    [InlineData("lib/inter/inter-latin.woff2", "font/woff2"), InlineData("favicon.svg", "image/svg+xml")]
    public async Task Asset_IsServedToAnybodyForGood(string path, string type)
    {
        using var stranger = new Person(shared.Host.Url);
        var url = "/" + catalog.Url(path);
        using var answer = await stranger.GetAsync(url, ("Accept-Encoding", "gzip;q=0, br"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.CacheControl!.ToString());
        var source = await File.ReadAllBytesAsync(Path.Combine(Root, "AdminUi", "Assets", path));
        Assert.Equal(source, await UnpackAsync(answer));
        using var again = await stranger.GetAsync(url, ("Accept-Encoding", "br"),
            ("If-None-Match", answer.Headers.ETag!.Tag));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        using var plain = await stranger.GetAsync(url);
        Assert.Equal(source, await plain.Content.ReadAsByteArrayAsync());
        Assert.NotEqual(answer.Headers.ETag.Tag, type == "font/woff2" ? "" : plain.Headers.ETag!.Tag);
        using var head = await stranger.SendAsync(HttpMethod.Head, url);
        Assert.Equal(source.Length, head.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("nothing.css"), InlineData("../AdminUi.csproj"), InlineData("lib/vendored.json"), InlineData("")]
    public async Task Asset_ThatIsNone_Is404(string path)
    {
        using var stranger = new Person(shared.Host.Url);
        using var answer = await stranger.GetAsync($"/assets/{catalog.Version}/{path}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Asset_OfAnotherBuild_IsServedButNotKept()
    {
        using var stranger = new Person(shared.Host.Url);
        using var answer = await stranger.GetAsync("/assets/000000000000/js/desk.js");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FirstVisit_FitsIntoItsBudget()
    {
        var page = await shared.Person.ReadAsync("/voicemails");
        var urls = page.QuerySelectorAll("link[rel=stylesheet], link[rel=preload]")
            .Select(link => link.GetAttribute("href")!)
            .Concat(new[] { "desk", "regions", "toast", "events", "parts", "player", "selection", "keys" }.Select(name =>
                catalog.Url($"js/{name}.js")))
            .Append(catalog.Url("lib/idiomorph/idiomorph.esm.js")).ToList();
        long bytes = 0;
        foreach (var url in urls)
        {
            using var answer = await shared.Person.GetAsync("/" + url, ("Accept-Encoding", "br"));
            bytes += (await answer.Content.ReadAsByteArrayAsync()).Length;
        }

        Assert.InRange(bytes, 50_000, 110_000); // with the page itself, under 150 kB
    }

    /// <summary>Two areas that style the same name spoil each other's pages; what adapts to a screen or to paper may.</summary>
    [Fact]
    public void Class_IsStyledInOneFileOnly()
    {
        var styled = from path in Directory.EnumerateFiles(Path.Combine(Root, "AdminUi/Assets/css"), "*.css")
            from Match rule in RuleHead().Matches(MediaBlock().Replace(File.ReadAllText(path), ""))
            from selector in rule.Groups[1].Value.Split(',')
            where ClassAlone().IsMatch(selector.Trim())
            group Path.GetFileName(path) by selector.Trim() into files
            select (Class: files.Key, Files: files.Distinct().ToList());
        var all = styled.ToList();
        Assert.InRange(all.Count, 100, 10_000);
        Assert.Empty(all.Where(one => one.Files.Count > 1).Select(one => $"{one.Class} in {string.Join(" and ", one.Files)}"));
    }

    [Fact]
    public void VendoredFiles_AreTheOnesThatWereVetted()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root,
            "AdminUi/Assets/lib/vendored.json")));
        var known = manifest.RootElement.GetProperty("files").EnumerateArray()
            .ToDictionary(file => file.GetProperty("path").GetString()!, file =>
                file.GetProperty("sha256").GetString()!);
        var present = new[] { "AdminUi/Assets/lib/idiomorph", "AdminUi/Assets/lib/inter", "AdminUi/Assets/lib/lucide",
            "Tests/TestData/Axe" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder)))
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
                .Where(file => !file.EndsWith("README.md", StringComparison.Ordinal));
        Assert.Equal(known.Keys.Order(), present.Order());
        foreach (var (path, hash) in known) Assert.Equal(hash,
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Root, path)))));
    }

    [Fact]
    public void Components_HaveNoDeadHandlersAndOnlyVendoredIcons()
    {
        var icons = new IconSet(catalog);
        var files = Directory.GetFiles(Path.Combine(Root, "AdminUi"), "*.razor", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var text = File.ReadAllText(file);
            // Static rendering: a handler renders a dead button, an interactive or streaming mode a page that never
            // ends.
            Assert.False(DeadHandler().IsMatch(text), $"{file}: {DeadHandler().Match(text).Value}");
            foreach (Match icon in IconName().Matches(text)) Assert.NotEmpty(icons.Shapes(icon.Groups[1].Value));
        }
    }

    [Theory]
    [InlineData("<button @onclick=\"Go\">", true), InlineData("@rendermode InteractiveServer", true),
        InlineData("@attribute [StreamRendering]", true)]
    [InlineData("<input @bind=\"x\">", true), InlineData("<form @onsubmit=\"Go\">", false),
        InlineData("someone@online.example", false)]
    public void DeadHandlerGuard_FindsWhatItIsFor(string sample, bool found) =>
        Assert.Equal(found, DeadHandler().IsMatch(sample));

    [GeneratedRegex(@"(?<!\w)@on(?!submit)\w+|@rendermode|StreamRendering|(?<!\w)@bind\b(?!-)")]
    private static partial Regex DeadHandler();

    [GeneratedRegex("(?:<Icon Name|IconName)=\"([a-z][a-z0-9-]*)\"")]
    private static partial Regex IconName();

    private static async Task<byte[]> UnpackAsync(HttpResponseMessage answer)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        if (answer.Content.Headers.ContentEncoding.SingleOrDefault() != "br") return bytes;
        using var unpacked = new MemoryStream();
        await using var brotli = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        await brotli.CopyToAsync(unpacked);
        return unpacked.ToArray();
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "VoicemailOrleans.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex(@"/\*.*?\*/|@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", RegexOptions.Singleline)]
    private static partial Regex MediaBlock();

    [GeneratedRegex(@"([^{};]+)\{")]
    private static partial Regex RuleHead();

    [GeneratedRegex(@"^\.[a-z0-9-]+$")]
    private static partial Regex ClassAlone();
}
