namespace VoicemailOrleans.Core.Mail.Smtp.Server;

/// <summary>The replies that end a session for a reason the session itself cannot know; the connection closes after each.</summary>
public static class HostReplies
{
    /// <summary>The service is being stopped.</summary>
    public static readonly SmtpReply ShuttingDown =
        new(421, new EnhancedStatusCode(4, 3, 2), "Service shutting down, try again later");

    /// <summary>The client took too long.</summary>
    public static readonly SmtpReply TimedOut = new(421, new EnhancedStatusCode(4, 4, 2), "Timed out");

    /// <summary>Instead of a greeting: no room for this connection.</summary>
    public static readonly SmtpReply TooManyConnections =
        new(421, new EnhancedStatusCode(4, 7, 0), "Too many connections, try again later");

    /// <summary>Instead of a greeting: the client's network is not served.</summary>
    public static readonly SmtpReply AccessDenied = new(554, new EnhancedStatusCode(5, 7, 1), "Access denied");
}
