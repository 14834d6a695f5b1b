using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.AdminUi.Web;
using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Core.Mail.Profiles;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Teaching;

/// <summary>The newest voicemails, as their mails came: to teach from, and to try a profile on.</summary>
internal sealed class RecentMails(
    IVoicemailIndex index, IVoicemailDesk desk, ISpool spool, ILogger<RecentMails> logger)
{
    /// <summary>How many are looked at.</summary>
    public const int Most = 50;

    /// <summary>The newest.</summary>
    public async ValueTask<IReadOnlyList<VoicemailSummary>> ListAsync(CancellationToken cancellationToken) =>
        (await index.SearchAsync(new VoicemailQuery { Take = Most }, cancellationToken)).Items;

    /// <summary>
    /// The mails of the newest, one after the other; those without content or recording are left out.
    /// </summary>
    public async IAsyncEnumerable<(VoicemailSummary Voicemail, CallerTexts Texts)> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var voicemail in await ListAsync(cancellationToken))
            if (await ReadAsync(voicemail.Id, cancellationToken) is { } texts)
                yield return (voicemail, texts);
    }

    /// <summary>The texts of a voicemail's mail; null when it has no content (any more), or no recording.</summary>
    public async ValueTask<CallerTexts?> ReadAsync(CorrelationId id, CancellationToken cancellationToken)
    {
        try
        {
            if (await desk.ReadAsync(id, cancellationToken) is not { } state) return null;
            using var content = await spool.OpenIntactAsync(id, logger, cancellationToken);
            if (content is null) return null;
            var message = MimeReader.Read(content.Octets);
            var isVoicemail = MailFacts.Read(message).Kind == MailKind.Voicemail;
            return isVoicemail ? Sample.Of(message, state.Envelope.ReversePath) : null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            PageLog.PreviewFailed(logger, id, e); // the others are there to be read
            return null;
        }
    }
}
