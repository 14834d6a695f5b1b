using System.Text.Json;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.AdminUi.Actions;
using VoicemailOrleans.AdminUi.Web;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Bulk;

/// <summary>What an action would do to a selection, before somebody confirms it.</summary>
/// <param name="Choice">The selection.</param>
/// <param name="Results">What the desk foresees for each, in the selection's order.</param>
internal sealed record BulkPreview(BulkChoice Choice, IReadOnlyList<BulkResult> Results)
{
    /// <summary>At a time; each is one read of the store.</summary>
    private const int Workers = 8;

    /// <summary>How many it would be done to.</summary>
    public int Count => Results.Count(result => result.Result == DeskResult.Done);

    /// <summary>Asks the desk about each voicemail.</summary>
    public static async Task<BulkPreview> ReadAsync(
        IVoicemailDesk desk, BulkChoice choice, ActionOrder order, ILogger logger, CancellationToken cancellationToken)
    {
        var action = order.ToAction();
        var results = new BulkResult[choice.Voicemails.Count];
        var workers = new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, results.Length, workers, async (i, cancelled) =>
        {
            var id = choice.Voicemails[i];
            try
            {
                results[i] = new BulkResult(id, await desk.ForeseeAsync(id, action, cancelled));
            }
            catch (JsonException e)
            {
                results[i] = new BulkResult(id, null); // one that cannot be read must not hide the others
                PageLog.StateUnreadable(logger, id, e);
            }
        });
        return new BulkPreview(choice, results);
    }
}
