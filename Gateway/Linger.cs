using System.IO.Pipelines;

namespace VoicemailOrleans.Gateway;

/// <summary>
/// Closing with unread input makes TCP throw away replies on their way, so when it is we who end a session, what the
/// client still sends is read and dropped for a moment, until it has seen our reply and closes.
/// </summary>
internal static class Linger
{
    /// <summary>How long at most.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private const int BytesMax = 256 * 1024;

    /// <summary>Reads until the client closes, or for long enough.</summary>
    public static async Task ReadAsync(PipeReader input, TimeProvider time)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var giveUp = timeout.Token.Register(input.CancelPendingRead);
        for (long dropped = 0; dropped < BytesMax && !timeout.IsCancellationRequested;)
        {
            var result = await input.ReadAsync();
            dropped += result.Buffer.Length;
            input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted) return;
        }
    }
}
