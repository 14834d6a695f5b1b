using VoicemailOrleans.Core.Mail.Smtp.Server;
using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Gateway;

/// <summary>The way of a complete message into the journal. Only what is durable there gets its 250.</summary>
internal static class JournalIntake
{
    /// <summary>Whether a message could be stored now.</summary>
    public static StorageState Ask(GatewayServices services)
    {
        var health = services.Journal.Health;
        if (!health.CanAppend) return health.IsFull ? StorageState.Full : StorageState.Failed;
        return services.Pool.IsLow ? StorageState.Full : StorageState.Open;
    }

    // Never cancelled: the journal may be writing from our buffers, and a message whose client has gone is still good.
    public static async Task<StorageState> AppendAsync(GatewayServices services, JournalMessage message)
    {
        try
        {
            return await services.Journal.AppendAsync(message, CancellationToken.None) switch
            {
                AppendResult.Durable => StorageState.Open,
                AppendResult.NoSpace => StorageState.Full,
                _ => StorageState.Failed,
            };
        }
        catch (Exception e)
        {
            services.Logger.JournalFailed(message.Id, e);
            return StorageState.Failed;
        }
    }
}
