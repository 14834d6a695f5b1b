using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using VoicemailOrleans.AdminUi.List;
using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Audit;

/// <summary>The entries of a view as a table for spreadsheet programs, sent as they are read.</summary>
internal static class AuditCsv
{
    private const string Titles = "Time (UTC),Person,From,Action,About,Details,Reason,Node,Number\r\n";

    public static void MapAuditCsv(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/audit.csv", SendAsync).RequireAuthorization(Permission.Audit);

    /// <summary>
    /// One cell. What a program would take for a formula becomes text: names and reasons come from people.
    /// </summary>
    internal static string Cell(string? text)
    {
        var safe = CsvText.Harmless(text);
        return safe.AsSpan().IndexOfAny("\",\r\n") < 0 ? safe : CsvText.Quoted(safe);
    }

    private static async Task SendAsync(
        HttpContext context, IAuditTrail trail, AuditLog audit, TimeProvider clock, string? who, string? did,
        string? about, string? since, string? until)
    {
        var url = AuditUrl.Read(who, did, about, since, until, null);
        audit.AuditExported(context, url.Url("all"));
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=audit.csv";
        // With a byte order mark: Excel takes the text for something else otherwise.
        await using var writer = new StreamWriter(context.Response.Body, new UTF8Encoding(true), 16 * 1024);
        await writer.WriteAsync(Titles);
        foreach (var record in trail.Read(url.ToQuery(clock)))
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            await writer.WriteAsync(Line(record));
        }
    }

    private static string Line(AuditRecord record)
    {
        var entry = record.Entry;
        var at = entry.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        string?[] cells =
        [
            at, entry.Who, entry.From, entry.Action, entry.Object, entry.What, entry.Why, record.Place.Node,
            record.Place.Number.ToString(CultureInfo.InvariantCulture),
        ];
        return string.Join(',', cells.Select(Cell)) + "\r\n";
    }
}
