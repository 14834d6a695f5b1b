using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using VoicemailOrleans.AdminUi.Content;
using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.AdminUi.Presentation;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.List;

/// <summary>
/// Everything a search finds as a CSV file, in the order of the list: read page by page and sent as it is read, so that
/// a long one takes no memory. What was sent is audited even when the reader went away in the middle.
/// </summary>
internal static class CsvExport
{
    private const int PageSize = 500;

    private static readonly string Head = "\ufeff" + CsvText.Line( // the mark tells spreadsheets that it is UTF-8
        "Received (UTC)", "Status", "Needs attention", "Recipients", "Caller", "Subject", "Length (s)", "Transcript",
        "Language", "Engine", "Message begins", "ID");

    public static void MapCsvExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/voicemails.csv", ExportAsync).RequireAuthorization(Permission.Read);

    private static async Task ExportAsync(
        HttpContext context, IVoicemailIndex index, Hearing hearing, AuditLog audit, TimeProvider clock)
    {
        var search = SearchUrl.Parse(context.Request.Query).FirstPage;
        var query = search.ToQuery(clock, PageSize, hearing.KeptFrom(context.User));
        var page = await index.SearchAsync(query, context.RequestAborted);
        var name = clock.GetLocalNow().ToString("'voicemails-'yyyy-MM-dd'.csv'", CultureInfo.InvariantCulture);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        var lines = 0;
        try
        {
            await context.Response.WriteAsync(Head, context.RequestAborted);
            for (; ; page = await index.SearchAsync(query with { After = page.Next }, context.RequestAborted))
            {
                lines += page.Items.Count;
                await context.Response.WriteAsync(Lines(page.Items), context.RequestAborted);
                if (page.Next is null) break;
            }
        }
        finally
        {
            audit.Exported(context, lines, string.Join(' ', search.Parameters.Select(part => part.Key)));
        }
    }

    private static string Lines(IReadOnlyList<VoicemailSummary> items)
    {
        var lines = new StringBuilder();
        foreach (var item in items)
            lines.Append(CsvText.Line(
                item.ReceivedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                StatusWords.Of(item).Text,
                item.NeedsAttention ? "yes" : "",
                string.Join(", ", item.Recipients),
                item.Caller,
                item.Subject,
                item.Duration?.TotalSeconds.ToString("0", CultureInfo.InvariantCulture),
                item.MailStatus,
                item.Language,
                item.Engine,
                item.IsKept ? StatusWords.Kept : item.Snippet,
                item.Id.Value));
        return lines.ToString();
    }
}
