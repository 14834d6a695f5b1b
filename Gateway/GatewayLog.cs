using System.Net;
using Microsoft.Extensions.Logging;
using VoicemailOrleans.Core.Mail.Smtp;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Gateway;

/// <summary>
/// The gateway's log lines. A session has no correlation ID before its final dot: its connection ID stands in.
/// </summary>
internal static partial class GatewayLog
{
    [LoggerMessage(Level = LogLevel.Information, Message =
        "Accepted {CorrelationId} from {ReversePath} to {Recipient} (recipients: {Recipients}), {Bytes} octets in "
        + "{Milliseconds:0.0} ms, client {Client}, session {Session}")]
    public static partial void Accepted(
        this ILogger logger, CorrelationId correlationId, string reversePath, string recipient, int recipients,
        long bytes, double milliseconds, IPAddress client, string session);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Not stored {CorrelationId} from {ReversePath}, client {Client}, session {Session}")]
    public static partial void NotStored(
        this ILogger logger, CorrelationId correlationId, string reversePath, IPAddress client, string session);

    [LoggerMessage(Level = LogLevel.Error, Message = "The journal failed on {CorrelationId}")]
    public static partial void JournalFailed(this ILogger logger, CorrelationId correlationId, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Refused client {Client}, session {Session}: {Reply}")]
    public static partial void Refused(this ILogger logger, IPAddress client, string session, SmtpReply reply);

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Client {Client} hung up inside DATA, session {Session}: nothing was stored")]
    public static partial void HungUpInData(this ILogger logger, IPAddress client, string session);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Connection of client {Client} lost, session {Session}: {Reason}")]
    public static partial void Lost(this ILogger logger, IPAddress client, string session, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message =
        "TLS handshake with client {Client} failed, session {Session}: {Reason}")]
    public static partial void HandshakeFailed(this ILogger logger, IPAddress client, string session, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Balancer {Peer} sent no PROXY header that can be read, session {Session}")]
    public static partial void NoProxyHeader(this ILogger logger, IPAddress peer, string session);

    [LoggerMessage(Level = LogLevel.Error, Message = "Session {Session} of client {Client} ended by a fault")]
    public static partial void Fault(this ILogger logger, IPAddress client, string session, Exception exception);
}
