using VoicemailOrleans.Core.Mail.Smtp.Client;
using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Silo.Smarthost;

/// <summary>
/// The log lines of relaying. A server's text may quote an address, so only its codes are logged; our own words are.
/// </summary>
internal static partial class SmarthostLog
{
    [LoggerMessage(
        1, LogLevel.Information,
        "{Id} relayed: {Delivered} delivered, {Deferred} deferred, {Refused} refused, {Uncertain} uncertain "
        + "in {Milliseconds} ms; {Reply}")]
    public static partial void Relayed(
        ILogger logger, CorrelationId id, int delivered, int deferred, int refused, int uncertain, long milliseconds,
        string reply);

    [LoggerMessage(2, LogLevel.Warning, "{Id} the smarthost {Host} failed ({Kind}): {Reply}")]
    public static partial void Failed(
        ILogger logger, CorrelationId id, SmarthostAddress host, FailureKind kind, string reply);

    [LoggerMessage(
        3, LogLevel.Critical,
        "{Id} mail waits: the smarthost {Host} does not serve us ({Kind}), see its configuration: {Reply}")]
    public static partial void Alarm(
        ILogger logger, CorrelationId id, SmarthostAddress host, FailureKind kind, string reply);

    [LoggerMessage(4, LogLevel.Debug, "{Id} the idle connection to {Host} had been closed; trying a new one")]
    public static partial void Stale(ILogger logger, CorrelationId id, SmarthostAddress host);

    [LoggerMessage(5, LogLevel.Warning, "{Id} connected to {Host} in clear: it offers no TLS that works")]
    public static partial void InClear(ILogger logger, CorrelationId id, SmarthostAddress host);

    [LoggerMessage(6, LogLevel.Error, "{Id} given up before the final dot: what must be saved before it could not be")]
    public static partial void NotAllowed(ILogger logger, CorrelationId id, Exception error);

    [LoggerMessage(7, LogLevel.Warning, "{Id} connected to {Host} in place of {Wanted}, which failed: {Reply}")]
    public static partial void Instead(
        ILogger logger, CorrelationId id, SmarthostAddress host, SmarthostAddress wanted, string reply);

    [LoggerMessage(8, LogLevel.Error, "{Id}: the connection broke down when the mail may have been taken")]
    public static partial void Broke(ILogger logger, CorrelationId id, Exception error);

    /// <summary>A reply for the log: its codes, or our own words about the connection.</summary>
    public static string Describe(SmtpReply reply) =>
        reply.Code == 0 ? $"{reply.EnhancedCode} {reply.Text}" : $"{reply.Code} {reply.EnhancedCode}".TrimEnd();
}
