using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using VoicemailOrleans.AdminUi.Bulk;
using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Web;

/// <summary>
/// Server-sent events that say only that something changed; the browser then reads its own page again. Changes are
/// coalesced: one announcement at a time waits for a browser, and no two follow faster than the interval. The
/// operations page's news come by the clock; they also tell proxies and browsers that the connection is alive.
/// </summary>
internal sealed class LiveEvents(
    IVoicemailIndex index, BulkJobs bulk, IHostApplicationLifetime lifetime, AdminUiOptions options,
    TimeProvider clock)
{
    private const string Voicemails = "voicemails";
    private const string Operations = "operations";

    public async IAsyncEnumerable<SseItem<string>> Stream([EnumeratorCancellation] CancellationToken gone)
    {
        // Without the link to ApplicationStopping every open browser tab would hold up a shutdown.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(gone, lifetime.ApplicationStopping);
        var changed = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        void OnChanged() => changed.Writer.TryWrite(true);
        index.Changed += OnChanged;
        bulk.Changed += OnChanged;
        try
        {
            // The first item sends the response headers off, which is what tells the browser that it is connected.
            yield return new SseItem<string>("", "hello") { ReconnectionInterval = TimeSpan.FromSeconds(2) };
            var told = clock.GetTimestamp();
            while (await NextAsync(changed.Reader, told, stop.Token) is { } topic)
            {
                if (topic == Operations) told = clock.GetTimestamp();
                yield return new SseItem<string>("", topic);
                if (topic == Voicemails && !await PauseAsync(stop.Token)) yield break;
            }
        }
        finally
        {
            index.Changed -= OnChanged;
            bulk.Changed -= OnChanged;
        }
    }

    private async Task<string?> NextAsync(ChannelReader<bool> changed, long told, CancellationToken stop)
    {
        var wait = options.OperationsInterval - clock.GetElapsedTime(told);
        if (wait <= TimeSpan.Zero) return stop.IsCancellationRequested ? null : Operations;
        using var beat = new CancellationTokenSource(wait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, beat.Token);
        try
        {
            await changed.ReadAsync(either.Token);
            return Voicemails;
        }
        catch (OperationCanceledException)
        {
            return stop.IsCancellationRequested ? null : Operations;
        }
    }

    private async Task<bool> PauseAsync(CancellationToken stop)
    {
        try
        {
            await Task.Delay(options.AnnouncementInterval, clock, stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

/// <summary>Where browsers listen.</summary>
internal static class LiveEndpoint
{
    public static void MapLiveEvents(this IEndpointRouteBuilder routes) => routes
        .MapGet("/live", (LiveEvents live, CancellationToken gone) => TypedResults.ServerSentEvents(live.Stream(gone)))
        .RequireAuthorization(Permission.Read);
}
