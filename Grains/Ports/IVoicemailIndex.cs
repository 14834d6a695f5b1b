namespace VoicemailOrleans.Grains;

/// <summary>
/// The list of voicemails as the admin UI shows and searches it: a read model that follows the store's change feed.
/// </summary>
public interface IVoicemailIndex
{
    /// <summary>Rung when an entry changed.</summary>
    event Action? Changed;

    /// <summary>One page of what a search finds.</summary>
    ValueTask<VoicemailPage> SearchAsync(VoicemailQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// How many a search finds, wherever its page is; counting stops at <paramref name="most"/> + 1, which says that
    /// there are more.
    /// </summary>
    ValueTask<long> CountAsync(VoicemailQuery query, int most, CancellationToken cancellationToken);

    /// <summary>Entries per view, all time.</summary>
    ValueTask<VoicemailViewCounts> CountAsync(CancellationToken cancellationToken);

    /// <summary>What there is to choose from.</summary>
    ValueTask<VoicemailChoices> ReadChoicesAsync(CancellationToken cancellationToken);
}
