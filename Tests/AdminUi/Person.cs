using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>Somebody with a browser that runs no script: keeps cookies, follows no redirects, fills in forms.</summary>
internal sealed class Person : IDisposable
{
    private static readonly HtmlParser Parser = new();

    private readonly HttpClient client;

    /// <summary>Somebody new.</summary>
    /// <param name="url">Where the pages are.</param>
    /// <param name="headers">What a proxy on the way adds to each request.</param>
    public Person(string url, params (string Name, string Value)[] headers)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true,
            CookieContainer = Cookies };
        client = new HttpClient(handler) { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(20) };
        foreach (var (name, value) in headers) client.DefaultRequestHeaders.Add(name, value);
    }

    public CookieContainer Cookies { get; } = new();

    public static async Task<Person> SignedInAsync(AdminUiHost host, string user = "admin")
    {
        var person = new Person(host.Url);
        using var answer = await person.SignInAsync(user, host.Password!);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return person;
    }

    public async Task<HttpResponseMessage> SignInAsync(string user, string password, string query = "")
    {
        var page = await ReadAsync("/login" + query);
        return await SubmitAsync("/login" + query, page.QuerySelector("form")!, ("User", user), ("Password", password));
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, headers);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path,
        params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<IDocument> ReadAsync(string path)
    {
        using var answer = await GetAsync(path);
        return await ParseAsync(answer);
    }

    public static async Task<IDocument> ParseAsync(HttpResponseMessage answer) =>
        Parser.ParseDocument(await answer.Content.ReadAsStringAsync());

    /// <summary>Posts a form with its hidden fields and what was typed.</summary>
    public Task<HttpResponseMessage> SubmitAsync(
        string page, IElement form, params (string Name, string Value)[] typed) =>
        PostAsync(page, form, new FormUrlEncodedContent(Fields(form, typed)));

    /// <summary>Posts a form with a file, as <see cref="SubmitAsync"/> does without one.</summary>
    public Task<HttpResponseMessage> UploadAsync(
        string page, IElement form, HttpContent file, string field, string name,
        params (string Name, string Value)[] typed)
    {
        var content = new MultipartFormDataContent();
        foreach (var (key, value) in Fields(form, typed)) content.Add(new StringContent(value), key);
        content.Add(file, field, name);
        return PostAsync(page, form, content);
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(
        IElement form, (string Name, string Value)[] typed) =>
        form.QuerySelectorAll("input[type=hidden]")
            .Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value") ?? ""))
            .Concat(typed.Select(one => KeyValuePair.Create(one.Name, one.Value)));

    private Task<HttpResponseMessage> PostAsync(string page, IElement form, HttpContent content)
    {
        var action = new Uri(client.BaseAddress!, form.GetAttribute("action") ?? page);
        var request = new HttpRequestMessage(HttpMethod.Post, action) { Content = content };
        request.Headers.Referrer = new Uri(client.BaseAddress!, page);
        return client.SendAsync(request);
    }

    public void Dispose() => client.Dispose();
}
