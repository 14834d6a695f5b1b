using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Content;

/// <summary>
/// What strangers sent, as they sent it: recordings, mails, the HTML of a mail. Every answer carries a policy under
/// which nothing in it can run, load anything or reach this site, whatever a browser makes of it.
/// </summary>
internal static class ContentEndpoints
{
    private const string Inert =
        "sandbox; default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    private const string InertMail =
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
        + "frame-ancestors 'self'";

    public static void MapContent(this IEndpointRouteBuilder routes)
    {
        var voicemail = routes.MapGroup("/voicemails/{id}");
        voicemail.MapGet("/recordings/{number:int:min(1)}/audio", Audio).RequireAuthorization(Permission.Listen);
        voicemail.MapGet("/recordings/{number:int:min(1)}/wave.svg", Wave).RequireAuthorization(Permission.Listen);
        voicemail.MapGet("/recordings/{number:int:min(1)}/original", Original).RequireAuthorization(Permission.Listen);
        // The whole mail has the recording in it.
        voicemail.MapGet("/received.eml", Received).RequireAuthorization(Permission.Listen);
        voicemail.MapGet("/sent.eml", Sent).RequireAuthorization(Permission.Listen);
        voicemail.MapGet("/mail", Mail).RequireAuthorization(Permission.Read);
    }

    private static async Task<IResult> Audio(
        HttpContext context, string id, int number, RecordingReader recordings, AuditLog audit)
    {
        if (!CorrelationId.TryParse(id, out var key)) return Results.NotFound();
        var recording = await recordings.PlayableAsync(key, number, context.RequestAborted);
        if (recording is null) return Results.NotFound();
        audit.Listened(context, key, number);
        Contain(context, Inert);
        return Results.File(recording.Wav, "audio/wav", enableRangeProcessing: true);
    }

    private static async Task<IResult> Wave(HttpContext context, string id, int number, RecordingReader recordings)
    {
        if (!CorrelationId.TryParse(id, out var key)) return Results.NotFound();
        var recording = await recordings.PlayableAsync(key, number, context.RequestAborted);
        if (recording is null) return Results.NotFound();
        Contain(context, Inert);
        return Results.File(recording.WaveSvg, "image/svg+xml");
    }

    private static async Task<IResult> Original(
        HttpContext context, string id, int number, RecordingReader recordings, IVoicemailDesk desk, AuditLog audit)
    {
        if (!CorrelationId.TryParse(id, out var key)) return Results.NotFound();
        var found = await recordings.OriginalAsync(key, number, context.RequestAborted);
        if (found is not { } original) return Results.NotFound();
        var state = await desk.ReadAsync(key, context.RequestAborted);
        var facts = state?.Facts?.Recordings.FirstOrDefault(recording => recording.Number == number);
        audit.Downloaded(context, key, $"recording {number}");
        return Download(context, original, TypeOf(facts), facts?.FileName ?? $"{key}-{number}.bin");
    }

    private static async Task<IResult> Received(HttpContext context, string id, MailPreviews mails, AuditLog audit)
    {
        if (!CorrelationId.TryParse(id, out var key)) return Results.NotFound();
        if (await mails.ReceivedAsync(key, context.RequestAborted) is not { } content) return Results.NotFound();
        audit.Downloaded(context, key, "mail as received");
        return Download(context, content, "message/rfc822", $"{key}-received.eml");
    }

    private static async Task<IResult> Sent(HttpContext context, string id, MailPreviews mails, AuditLog audit)
    {
        if (!CorrelationId.TryParse(id, out var key)) return Results.NotFound();
        if (await mails.SentAsync(key, context.RequestAborted) is not { } content) return Results.NotFound();
        audit.Downloaded(context, key, "mail as sent");
        return Download(context, content, "message/rfc822", $"{key}-sent.eml");
    }

    private static async Task<IResult> Mail(HttpContext context, string id, MailPreviews mails, AuditLog audit)
    {
        if (!CorrelationId.TryParse(id, out var key)) return Results.NotFound();
        if (await mails.ReadAsync(key, context.RequestAborted) is not { } mail) return Results.NotFound();
        audit.Read(context, key);
        Contain(context, InertMail);
        return Results.Content(mail.Html ?? AsPage(mail.Text), "text/html; charset=utf-8");
    }

    private static string AsPage(string? text) =>
        $"""
        <!DOCTYPE html><meta charset="utf-8"><title>Mail</title>
        <body style="margin:16px"><pre style="font:14px/1.5 ui-monospace,monospace;white-space:pre-wrap;margin:0">{WebUtility.HtmlEncode(text ?? "This mail has no text.")}</pre>
        """;

    /// <summary>Only audio keeps the type a stranger gave it; anything else could be a page.</summary>
    private static string TypeOf(RecordingFacts? facts) =>
        facts is { MediaType: ['a', 'u', 'd', 'i', 'o', '/', ..] type }
        && type.All(c => char.IsAsciiLetterOrDigit(c) || "/.+-".Contains(c))
            ? type
            : "application/octet-stream";

    private static IResult Download(HttpContext context, ReadOnlyMemory<byte> octets, string type, string name)
    {
        Contain(context, Inert);
        return Results.Bytes(octets, type, name);
    }

    private static void Contain(HttpContext context, string policy) =>
        context.Response.Headers.ContentSecurityPolicy = policy;
}
