using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>Google's answers: default values left out, durations and 64-bit numbers as strings.</summary>
internal static class FakeGoogleReplies
{
    /// <summary>Two results, as a longer utterance has them: the second transcript begins with a blank.</summary>
    public static JsonArray Sentence(FakeGoogleRequest request) =>
    [
        Result("Please call me back.", 0.94, ("Please", 0.5, 0.9, 0.97), ("call", 0.9, 1.2, 0.98), ("me", 1.2, 1.4, 0.9), ("back.", 1.4, 1.8, 0.91)),
        Result(" Thank you.", 0.9, ("Thank", 3, 3.4, 0.9), ("you.", 3.4, 3.75, 0)),
    ];

    /// <summary>One word in the middle of the segment that names its length: shows which segment a word came from.</summary>
    public static JsonArray LengthAsWord(FakeGoogleRequest request)
    {
        var word = string.Create(CultureInfo.InvariantCulture, $"{request.Seconds:0}s");
        return [Result(word, 0.8, (word, request.Seconds / 2, request.Seconds / 2 + 0.5, 0.8))];
    }

    public static JsonObject Result(string transcript, double confidence, params (string Text, double Start, double End, double Confidence)[] words)
    {
        var alternative = new JsonObject { ["transcript"] = transcript };
        if (confidence > 0) alternative["confidence"] = confidence;
        if (words.Length > 0) alternative["words"] = new JsonArray([.. words.Select(WordOf)]);
        return new JsonObject { ["alternatives"] = new JsonArray(alternative), ["languageCode"] = "en-us" };
    }

    /// <summary>The same result, found to be in a language: Google writes it in small letters.</summary>
    public static JsonObject In(string language, JsonObject result)
    {
        result["languageCode"] = language;
        return result;
    }

    public static Task ResultsAsync(HttpContext context, FakeGoogleRequest request, JsonArray? results)
    {
        var body = new JsonObject();
        if (results is { Count: > 0 }) body["results"] = results;
        body["totalBilledTime"] = Duration(Math.Ceiling(request.Seconds));
        body["requestId"] = "7294625153912946427";
        return WriteAsync(context, 200, body);
    }

    public static Task ErrorAsync(HttpContext context, int status, string symbol, string message) => WriteAsync(
        context, status, new JsonObject { ["error"] = new JsonObject { ["code"] = status, ["message"] = message, ["status"] = symbol } });

    public static Task WriteAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=UTF-8";
        return context.Response.WriteAsync(body.ToJsonString());
    }

    private static JsonNode WordOf((string Text, double Start, double End, double Confidence) word)
    {
        var node = new JsonObject { ["startTime"] = Duration(word.Start), ["endTime"] = Duration(word.End), ["word"] = word.Text };
        if (word.Confidence > 0) node["confidence"] = word.Confidence;
        return node;
    }

    private static string Duration(double seconds) => seconds == Math.Floor(seconds)
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0}s")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.000}s");
}
