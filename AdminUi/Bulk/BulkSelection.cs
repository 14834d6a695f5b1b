using Microsoft.AspNetCore.Http;
using VoicemailOrleans.AdminUi.Content;
using VoicemailOrleans.AdminUi.List;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Bulk;

/// <summary>
/// Which voicemails an address of the bulk page means: those named by <c>id</c>, or with <c>all=1</c> whatever the
/// search in the same address finds.
/// </summary>
internal sealed class BulkSelection(IVoicemailIndex index, Hearing hearing, TimeProvider clock)
{
    private const int PageSize = 500;

    /// <summary>The voicemails, newest first, at most as many as a job may have.</summary>
    /// <param name="context">The request, whose address has the selection.</param>
    /// <param name="until">Leaves newer ones out: what somebody confirms is what that person has seen.</param>
    public async Task<BulkChoice> ResolveAsync(HttpContext context, CorrelationId? until)
    {
        var query = context.Request.Query;
        if (query["all"] != "1") return Named(query);
        List<CorrelationId> found = [];
        var asked = SearchUrl.Parse(query).FirstPage.ToQuery(clock, PageSize, hearing.KeptFrom(context.User));
        var search = asked with { Order = default, Ascending = false };
        while (true)
        {
            var page = await index.SearchAsync(search, context.RequestAborted);
            foreach (var item in page.Items)
                if (!(until is { } newest) || item.Id.CompareTo(newest) <= 0) found.Add(item.Id);
            if (found.Count > BulkJob.VoicemailsMax) return new(found[..BulkJob.VoicemailsMax], IsCut: true);
            if (page.Next is null) return new(found, IsCut: false);
            search = search with { After = page.Next };
        }
    }

    private static BulkChoice Named(IQueryCollection query)
    {
        var ids = query["id"].Select(text => CorrelationId.TryParse(text, out var id) ? id : (CorrelationId?)null)
            .OfType<CorrelationId>().Distinct().OrderDescending().ToList();
        return ids.Count > BulkJob.VoicemailsMax ? new(ids[..BulkJob.VoicemailsMax], IsCut: true) : new(ids, false);
    }
}

/// <summary>Which voicemails.</summary>
/// <param name="Voicemails">Newest first.</param>
/// <param name="IsCut">There are more than a job may have; the older ones are left out.</param>
internal sealed record BulkChoice(IReadOnlyList<CorrelationId> Voicemails, bool IsCut);
