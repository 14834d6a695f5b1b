using VoicemailOrleans.Core.Mail.Smtp.Client;

namespace VoicemailOrleans.Silo.Smarthost;

/// <summary>A message on its way through a connection.</summary>
/// <param name="Message">Envelope and facts.</param>
/// <param name="Content">Its octets.</param>
/// <param name="BeforeFinalDot">
/// Asked, with the positions of the accepted recipients, when only the dot is missing.
/// </param>
/// <param name="AfterFinalDot">Told when the reply to a dot has come; its results are in the session.</param>
/// <param name="Abort">Ends the wait for the reply to the dot: the process is about to end.</param>
internal sealed record RelayJob(
    ClientMessage Message,
    IReadOnlyList<ReadOnlyMemory<byte>> Content,
    Func<IReadOnlyList<int>, CancellationToken, ValueTask<bool>> BeforeFinalDot,
    Func<SmarthostConnection, ValueTask> AfterFinalDot,
    CancellationToken Abort);
