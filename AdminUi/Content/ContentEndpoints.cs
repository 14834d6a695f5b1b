using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Content;

/// <summary>Recordings: as a browser plays them, as they came, and as a picture.</summary>
internal static class ContentEndpoints
{
    public static void MapContent(this IEndpointRouteBuilder routes)
    {
        var recording = routes.MapGroup("/voicemails/{id}/recordings/{number:int:min(1)}")
            .RequireAuthorization(Permission.Listen).AddEndpointFilter(Hearing.LetThroughAsync);
        recording.MapGet("/audio", Audio);
        recording.MapGet("/wave.svg", Wave);
        recording.MapGet("/original", Original);
        recording.MapGet("/wav", Wav);
        routes.MapMailContent();
    }

    private static async Task<IResult> Audio(
        HttpContext context, string id, int number, RecordingReader recordings, AuditLog audit)
    {
        if (!CorrelationId.TryParse(id, out var key)) return Results.NotFound();
        var recording = await recordings.PlayableAsync(key, number, context.RequestAborted);
        if (recording is null) return Results.NotFound();
        audit.Listened(context, key, number);
        InertContent.Contain(context);
        return Results.File(recording.Wav, "audio/wav", enableRangeProcessing: true);
    }

    private static async Task<IResult> Wave(HttpContext context, string id, int number, RecordingReader recordings)
    {
        if (!CorrelationId.TryParse(id, out var key)) return Results.NotFound();
        var recording = await recordings.PlayableAsync(key, number, context.RequestAborted);
        if (recording is null) return Results.NotFound();
        InertContent.Contain(context);
        return Results.File(recording.WaveSvg, "image/svg+xml");
    }

    private static async Task<IResult> Wav(
        HttpContext context, string id, int number, RecordingReader recordings, AuditLog audit)
    {
        if (!CorrelationId.TryParse(id, out var key)) return Results.NotFound();
        var recording = await recordings.PlayableAsync(key, number, context.RequestAborted);
        if (recording is null) return Results.NotFound();
        audit.Downloaded(context, key, $"recording {number} as WAV");
        return InertContent.Download(context, recording.Wav, "audio/wav", $"{key}-{number}.wav");
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
        return InertContent.Download(context, original, facts?.MediaType, facts?.FileName ?? $"{key}-{number}.bin");
    }
}
