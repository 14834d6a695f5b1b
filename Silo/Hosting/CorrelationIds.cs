using System.Security.Cryptography;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Hosting;

/// <summary>Where fresh correlation IDs come from: this machine's clock and its random numbers.</summary>
internal static class CorrelationIds
{
    public static CorrelationId Next() => CorrelationId.Create(
        TimeProvider.System.GetUtcNow(), RandomNumberGenerator.GetBytes(CorrelationId.EntropyLength));
}
