using System.Net;
using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using VoicemailOrleans.AdminUi.Bulk;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>One action on many voicemails: seen first, confirmed, carried through, and nothing done twice.</summary>
public sealed class BulkTests : IAsyncLifetime
{
    private readonly string storage = Directory.CreateTempSubdirectory("voicemail-bulk-").FullName;
    private AdminUiHost host = null!;
    private Person person = null!;

    public async Task InitializeAsync()
    {
        host = await AdminUiHost.StartAsync();
        person = await Person.SignedInAsync(host);
    }

    public async Task DisposeAsync()
    {
        person.Dispose();
        await host.DisposeAsync();
        Directory.Delete(storage, recursive: true);
    }

    [Fact]
    public async Task Preview_SaysWhatWillHappenAndWhoIsLeftOut()
    {
        var page = await person.ReadAsync(Address("delete", 0, 2, 7, 7));
        Assert.Equal("Delete 3 voicemails?", page.QuerySelector("h1")!.TextContent);
        Assert.Equal("It can be done to 2 of 3", page.QuerySelector("#what-title")!.TextContent);
        Assert.Equal(
            ["Can be done2", "It is still on its way; it can be deleted once its delivery has ended1"],
            page.QuerySelectorAll("summary").Select(group => group.TextContent));
        Assert.Equal("Delete 2 voicemails", page.QuerySelector("form.action-form footer button")!.TextContent);
        Assert.Empty(host.Desk.Asked);
    }

    [Theory]
    [InlineData("?action=hold", "No voicemail is selected"), InlineData("?action=hold&all=1&q=zzzz", "No voicemail is selected")]
    [InlineData("?action=hold&id=nonsense", "No voicemail is selected"), InlineData("?action=nonsense", "Bulk actions")]
    public async Task Preview_OfNothing_SaysSo(string query, string heading)
    {
        var page = await person.ReadAsync("/voicemails/bulk" + query);
        Assert.Equal(heading, page.QuerySelector("h1")!.TextContent);
        Assert.Null(page.QuerySelector("form.action-form"));
    }

    [Fact]
    public async Task Preview_OfWhatTheRoleMayNot_Is403()
    {
        using var helpdesk = await Person.SignedInAsync(host, "helpdesk");
        using var answer = await helpdesk.GetAsync(Address("delete", 2, 7));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var page = await Person.ParseAsync(answer);
        Assert.Equal("This is not open to you", page.QuerySelector("h1")!.TextContent);
        Assert.Null(page.QuerySelector("form.action-form"));
    }

    [Fact]
    public async Task Start_DoesItToEachAndKeepsTheResults()
    {
        var job = await StartAsync(Address("delete", 0, 2, 7), ("when", "later"), ("why", "a prank"));
        await IdleAsync(host);
        var page = await person.ReadAsync(job);
        Assert.Equal("Finished", page.QuerySelector("h1 .chip")!.TextContent);
        Assert.Contains("All 3 have been dealt with.", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            ["Deleted2", "It is still on its way; it can be deleted once its delivery has ended1"],
            page.QuerySelectorAll("summary").Select(group => group.TextContent));
        Assert.All(host.Desk.Asked, asked =>
            Assert.Equal((new VoicemailAction.Delete("a prank", false), "admin"), (asked.Action, asked.By)));
        using var file = await person.GetAsync(job + "/results.csv");
        Assert.Contains($"{host.Ids[2]},Done\r\n", await file.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var name = job.Split('/')[^1];
        Assert.Contains(
            $"Audit: bulk-started (delete: 3 voicemails) of {name} by admin from 127.0.0.1", host.Log.Audit);
        Assert.Contains(
            $"Audit: delete (Done, bulk {name}) of {host.Ids[2]} by admin from 127.0.0.1", host.Log.Audit);
        Assert.Equal("a prank", host.Kept("bulk-started", name).Why);
        Assert.Equal("a prank", host.Kept("delete", host.Ids[2].Value).Why);
        var list = await person.ReadAsync("/voicemails/bulk");
        Assert.Equal("Delete: 3 voicemails", list.QuerySelector(".bulk-jobs a")!.TextContent);
    }

    [Fact]
    public async Task Start_OfAWholeSearch_LeavesOutWhatCameSince()
    {
        var page = await person.ReadAsync("/voicemails/bulk?action=hold&all=1&view=delivered");
        var shown = int.Parse(page.QuerySelector("input[name=count]")!.GetAttribute("value")!);
        SampleVoicemails.Add(host.Index, host.Desk, TimeProvider.System.GetUtcNow(), 2);
        using var answer = await person.SubmitAsync("/voicemails/bulk", page.QuerySelector("form.action-form")!,
            ("why", "a complaint"));
        await IdleAsync(host);
        Assert.Equal(shown, host.Desk.Asked.Select(asked => asked.Id).Distinct().Count());
        Assert.Equal(shown, host.Desk.Asked.Count);
    }

    [Fact]
    public async Task Start_OfASearchThatGrew_AsksAgain()
    {
        var page = await person.ReadAsync("/voicemails/bulk?action=hold&all=1&view=delivered");
        SampleVoicemails.Add(host.Index, host.Desk, TimeProvider.System.GetUtcNow().AddDays(-9), 2);
        using var answer = await person.SubmitAsync("/voicemails/bulk", page.QuerySelector("form.action-form")!,
            ("why", "a complaint"));
        Assert.EndsWith("/voicemails/bulk?action=hold&all=1&view=delivered", answer.Headers.Location!.ToString(),
            StringComparison.Ordinal);
        Assert.Empty(host.Desk.Asked);
    }

    [Fact]
    public async Task Start_WithoutAReason_ChangesNothing()
    {
        var page = await person.ReadAsync(Address("hold", 2));
        using var answer = await person.SubmitAsync("/x", page.QuerySelector("form.action-form")!, ("why", " "));
        Assert.Equal("Please say why.",
            (await person.ReadAsync(answer.Headers.Location!.ToString())).QuerySelector(".toast span")!.TextContent);
        Assert.Empty(host.Desk.Asked);
    }

    [Fact]
    public async Task Stop_LeavesTheOthersUntouchedUntilItIsContinued()
    {
        var gate = Gate(host, after: 6);
        var job = await StartAsync("/voicemails/bulk?action=hold&all=1", ("why", "a complaint"));
        await gate.Reached;
        var page = await person.ReadAsync(job);
        Assert.Equal("Working", page.QuerySelector("h1 .chip")!.TextContent);
        Assert.Contains("http-equiv=\"refresh\"", page.Head!.InnerHtml, StringComparison.Ordinal);
        using var stopped = await person.SubmitAsync(job, Form(page, "/stop"));
        gate.Open();
        await IdleAsync(host);
        page = await person.ReadAsync(job);
        Assert.Equal("Stopped", page.QuerySelector("h1 .chip")!.TextContent);
        var done = host.Desk.Asked.Count;
        Assert.InRange(done, 6, 12);
        using var continued = await person.SubmitAsync(job, Form(page, "/continue"));
        await IdleAsync(host);
        Assert.Equal("Finished", (await person.ReadAsync(job)).QuerySelector("h1 .chip")!.TextContent);
        Assert.Equal(host.Desk.Asked.Count, host.Desk.Asked.Select(asked => asked.Id).Distinct().Count());
        Assert.Equal(2, host.Log.Audit.Count(line => line.Contains("bulk-stopped (", StringComparison.Ordinal)
            || line.Contains("bulk-continued (", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Restart_GoesOnWithWhatWasLeft_AndTwiceWithNothing()
    {
        BulkJob job;
        int before;
        await using (var first = await AdminUiHost.StartAsync(WithUsers()))
        {
            var gate = Gate(first, after: 6);
            job = Jobs(first).Start(new("hold") { Why = "a complaint" }, new("eva", "127.0.0.1"), first.Ids);
            await gate.Reached;
            gate.OpenWhenCancelled(first);
            await ((Microsoft.Extensions.Hosting.IHostedService)Jobs(first)).StopAsync(default);
            before = first.Desk.Asked.Count;
        }

        Assert.InRange(before, 6, 12);
        await using var second = await AdminUiHost.StartAsync(storage);
        await IdleAsync(second);
        var progress = second.Services.GetRequiredService<BulkFiles>().Read(job.Id)!;
        Assert.Equal(BulkPhase.Finished, progress.Phase);
        Assert.Equal(job.Voicemails.Count - before, second.Desk.Asked.Count);
        Assert.All(second.Desk.Asked, asked => Assert.Equal("eva", asked.By));
    }

    /// <summary>The mail went out, and the result was lost with the power: it must not go out again.</summary>
    [Fact]
    public async Task Continue_OfResends_AsksTheVoicemailFirst()
    {
        var job = Jobs(host).Start(new("resend"), new("eva", "127.0.0.1"), [host.Ids[5], host.Ids[7], host.Ids[9]]);
        await IdleAsync(host);
        Assert.Equal(3, host.Desk.Asked.Count);
        var log = Path.Combine(host.Storage, "bulk", job.Id + ".log");
        File.WriteAllText(log, $"{host.Ids[5]} Done\n{host.Ids[7].Value[..9]}");
        Assert.True(Jobs(host).Continue(job.Id));
        await IdleAsync(host);
        Assert.Equal(3, host.Desk.Asked.Count);
        Assert.Equal(BulkPhase.Finished, host.Services.GetRequiredService<BulkFiles>().Read(job.Id)!.Phase);
        Assert.False(Jobs(host).Continue(job.Id));
    }

    [Fact]
    public async Task Store_ThatStaysAway_InterruptsAndABrokenVoicemailDoesNot()
    {
        var isAway = false;
        host.Desk.BeforeEach = (id, _) => id == host.Ids[7] ? throw new InvalidDataException("broken")
            : isAway ? throw new GrainStoreUnavailableException("away", new IOException()) : Task.CompletedTask;
        var files = host.Services.GetRequiredService<BulkFiles>();
        var broken = Jobs(host).Start(new("release"), new("eva", ""), [host.Ids[7], host.Ids[9]]);
        await IdleAsync(host);
        Assert.Equal([null, DeskResult.AlreadyUnderWay],
            files.Read(broken.Id)!.Results.OrderBy(result => result.Id == host.Ids[9]).Select(result => result.Result));
        isAway = true;
        var away = Jobs(host).Start(new("release"), new("eva", ""), [host.Ids[9]]);
        await IdleAsync(host);
        Assert.Equal(BulkPhase.Interrupted, files.Read(away.Id)!.Phase);
        var page = await person.ReadAsync("/voicemails/bulk/" + away.Id);
        Assert.Contains("interrupted at 0 of 1", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(Form(page, "/continue"));
    }

    [Fact]
    public async Task Files_AreForTheServiceAlone()
    {
        Jobs(host).Start(new("release"), new("eva", ""), [host.Ids[9]]);
        await IdleAsync(host);
        if (OperatingSystem.IsWindows()) return;
        var folder = Path.Combine(host.Storage, "bulk");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        foreach (var file in Directory.GetFiles(folder))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    private static BulkJobs Jobs(AdminUiHost host) => host.Services.GetRequiredService<BulkJobs>();

    private static Task IdleAsync(AdminUiHost host) => Jobs(host).WhenIdleAsync().WaitAsync(TimeSpan.FromSeconds(20));

    private static IElement Form(IDocument page, string end) =>
        page.QuerySelectorAll("form").Single(form => form.GetAttribute("action")?.EndsWith(end, StringComparison.Ordinal) == true);

    private static Barrier Gate(AdminUiHost host, int after)
    {
        var gate = new Barrier(after);
        host.Desk.BeforeEach = (_, _) => gate.PassAsync();
        return gate;
    }

    private string WithUsers()
    {
        File.Copy(Path.Combine(host.Storage, "users.json"), Path.Combine(storage, "users.json"));
        return storage;
    }

    private string Address(string action, params int[] which) =>
        $"/voicemails/bulk?action={action}" + string.Concat(which.Select(i => $"&id={host.Ids[i]}"));

    /// <summary>Confirms the preview and gives the address of the job.</summary>
    private async Task<string> StartAsync(string address, params (string, string)[] typed)
    {
        var page = await person.ReadAsync(address);
        using var answer = await person.SubmitAsync(address, page.QuerySelector("form.action-form")!, typed);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    /// <summary>Lets a number of actions pass and holds up the others until it is opened.</summary>
    private sealed class Barrier(int free)
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int passed;

        public Task Reached => reached.Task.WaitAsync(TimeSpan.FromSeconds(20));

        public void Open() => opened.TrySetResult();

        /// <summary>Opens once the node has been told to stop.</summary>
        public void OpenWhenCancelled(AdminUiHost host) => Jobs(host).Stopping.Register(Open);

        public Task PassAsync()
        {
            if (Interlocked.Increment(ref passed) <= free) return Task.CompletedTask;
            reached.TrySetResult();
            return opened.Task;
        }
    }
}
