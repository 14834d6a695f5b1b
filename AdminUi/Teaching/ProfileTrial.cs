using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Core.Mail.Profiles;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Teaching;

/// <summary>What other profiles would make of the newest mails. Nothing is stored or sent.</summary>
/// <param name="Changed">Those of which something else would be read.</param>
/// <param name="Same">How many would be read as now.</param>
public sealed record ProfileTrial(IReadOnlyList<TrialRow> Changed, int Same)
{
    /// <summary>Reads the mails with both.</summary>
    internal static async ValueTask<ProfileTrial> RunAsync(
        RecentMails mails, ProfileSet before, ProfileSet after, CancellationToken cancellationToken)
    {
        var changed = new List<TrialRow>();
        var same = 0;
        await foreach (var (voicemail, texts) in mails.ReadAllAsync(cancellationToken))
        {
            var row = new TrialRow(
                voicemail, CallerReader.Read(texts, before).Facts, CallerReader.Read(texts, after).Facts);
            if (row.Before == row.After) same++;
            else changed.Add(row);
        }

        return new ProfileTrial(changed, same);
    }
}

/// <summary>A mail that would be read differently.</summary>
public sealed record TrialRow(VoicemailSummary Voicemail, CallerFacts Before, CallerFacts After);
