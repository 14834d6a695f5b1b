using System.Text.Json.Serialization;
using VoicemailOrleans.AdminUi.Actions;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Bulk;

/// <summary>One action on many voicemails, as somebody confirmed it.</summary>
/// <param name="Id">Its name in addresses and of its files; sorts by time.</param>
/// <param name="Order">What is done to each.</param>
/// <param name="By">Whose order it is.</param>
/// <param name="Client">Where that person was.</param>
/// <param name="CreatedAt">When it was confirmed.</param>
/// <param name="Voicemails">Which ones, newest first.</param>
internal sealed record BulkJob(
    string Id, ActionOrder Order, string By, string Client, DateTimeOffset CreatedAt,
    IReadOnlyList<CorrelationId> Voicemails)
{
    /// <summary>Voicemails of one job.</summary>
    public const int VoicemailsMax = 10_000;
}

/// <summary>What became of one voicemail of a job; <see cref="Result"/> is null when the attempt broke down.</summary>
internal readonly record struct BulkResult(CorrelationId Id, DeskResult? Result);

/// <summary>How far a job is.</summary>
internal enum BulkPhase
{
    /// <summary>A node works on it.</summary>
    Working,

    /// <summary>Every voicemail has its result.</summary>
    Finished,

    /// <summary>Somebody stopped it.</summary>
    Stopped,

    /// <summary>The node that worked on it was stopped, or the store went away.</summary>
    Interrupted,
}

/// <summary>A job and how far it is.</summary>
internal sealed record BulkProgress(BulkJob Job, BulkPhase Phase, IReadOnlyList<BulkResult> Results);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(BulkJob))]
internal sealed partial class BulkJsonContext : JsonSerializerContext;
