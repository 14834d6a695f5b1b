using VoicemailOrleans.Core.Mail.Smtp.Client;
using VoicemailOrleans.Core.Voicemail;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Hosting;
using VoicemailOrleans.Silo.Smarthost;

namespace VoicemailOrleans.Silo.Commands;

/// <summary>Submits a mail to a gateway as a PBX would, with the service's own SMTP client.</summary>
internal static class MailSubmission
{
    /// <summary>Submits; the outcome's reply is the gateway's to the final dot.</summary>
    public static async Task<RecipientOutcome> SubmitAsync(
        string host, int port, string from, string to, ReadOnlyMemory<byte> mail, CancellationToken cancellationToken)
    {
        var gateway = new SmarthostOptions
        {
            Host = host,
            Port = port,
            Tls = TlsPolicy.None,
            ClientName = "pbx.example",
        };
        await using var services = new ServiceCollection().AddLogging().AddSmarthost(gateway).BuildServiceProvider();
        var recipient = new EnvelopeRecipient(to);
        var envelope = new Envelope(from, [recipient]) { EightBitMime = true };
        var request = new RelayRequest(CorrelationIds.Next(), [recipient], [mail], envelope);
        var outcomes = await services.GetRequiredService<ISmarthost>()
            .RelayAsync(request, (_, _) => ValueTask.FromResult(true), cancellationToken);
        return outcomes[0];
    }
}
