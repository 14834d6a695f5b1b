using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.AdminUi.Content;

/// <summary>
/// The received and the sent mail: the body for a frame, the whole as a file, each part as a file. Files may hold the
/// recording, so they are for those who may listen.
/// </summary>
internal static class MailEndpoints
{
    public static void MapMailContent(this IEndpointRouteBuilder routes)
    {
        var mails = routes.MapGroup("").AddEndpointFilter(Hearing.LetThroughAsync);
        foreach (var side in MailSides.All)
        {
            var prefix = $"/voicemails/{{id}}/{side.Slug()}";
            mails.MapGet($"{prefix}/body", (HttpContext context, string id, MailPreviews previews, AuditLog audit) =>
                Body(context, id, side, previews, audit)).RequireAuthorization(Permission.Read);
            mails.MapGet($"{prefix}.eml", (HttpContext context, string id, MailPreviews previews, AuditLog audit) =>
                Whole(context, id, side, previews, audit)).RequireAuthorization(Permission.Listen);
            mails.MapGet(
                $"{prefix}/parts/{{number:int:min(1)}}",
                (HttpContext context, string id, int number, MailPreviews previews, AuditLog audit) =>
                    Part(context, id, side, number, previews, audit)).RequireAuthorization(Permission.Listen);
        }
    }

    private static async Task<IResult> Body(
        HttpContext context, string id, MailSide side, MailPreviews mails, AuditLog audit)
    {
        if (!CorrelationId.TryParse(id, out var key)) return Results.NotFound();
        if (await mails.ReadAsync(key, side, context.RequestAborted) is not { } mail) return Results.NotFound();
        audit.Read(context, key);
        return InertContent.Page(context, mail.Html ?? AsPage(mail.Text));
    }

    private static async Task<IResult> Whole(
        HttpContext context, string id, MailSide side, MailPreviews mails, AuditLog audit)
    {
        if (!CorrelationId.TryParse(id, out var key)) return Results.NotFound();
        if (await mails.OctetsAsync(key, side, context.RequestAborted) is not { } mail) return Results.NotFound();
        var words = mail.IsFact ? side.Slug() : "it would be sent";
        audit.Downloaded(context, key, $"mail as {words}");
        return InertContent.Download(
            context, mail.Octets, "message/rfc822", $"{key}-{(mail.IsFact ? words : "as-it-would-be-sent")}.eml");
    }

    private static async Task<IResult> Part(
        HttpContext context, string id, MailSide side, int number, MailPreviews mails, AuditLog audit)
    {
        if (!CorrelationId.TryParse(id, out var key)) return Results.NotFound();
        var found = await mails.ReadPartAsync(key, side, number, context.RequestAborted);
        if (found is not { } content) return Results.NotFound();
        audit.Downloaded(context, key, $"part {number} of the mail as {side.Slug()}");
        var name = content.Part.FileName ?? $"{key}-{side.Slug()}-{number}.{Extension(content.Part.MediaType)}";
        return InertContent.Download(context, content.Octets, content.Part.MediaType, name);
    }

    private static string Extension(string type) => type switch
    {
        "text/plain" => "txt",
        "text/html" => "html",
        "message/rfc822" => "eml",
        _ => "bin",
    };

    private static string AsPage(string? text)
    {
        const string Style = "font:14px/1.5 ui-monospace,monospace;white-space:pre-wrap;margin:0";
        var shown = WebUtility.HtmlEncode(text ?? "This mail has no text.");
        return $"""
            <!DOCTYPE html><meta charset="utf-8"><title>Mail</title>
            <body style="margin:16px"><pre style="{Style}">{shown}</pre>
            """;
    }
}
