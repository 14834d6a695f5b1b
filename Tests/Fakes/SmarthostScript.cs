using System.Security.Cryptography.X509Certificates;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>How the scripted smarthost meets STARTTLS.</summary>
internal enum ScriptedTls { NotOffered, Offered, Implicit, Refuse454, Garbage, Inject }

/// <summary>
/// How a scripted smarthost behaves. An action is a reply text, or one of <c>drop</c>, <c>reset</c>, <c>hang</c>, or a
/// reply followed by <c>|drop</c> or <c>|reset</c>. Phases are the verbs, and GREETING, DOT and BODY (after the first
/// line of content). Besides, a recipient's local part may name a behaviour: <c>rcpt-550</c>, <c>data-451</c>,
/// <c>dot-hang</c>, <c>body-drop</c>, and with <c>x2</c> behind it for the first two times only.
/// </summary>
internal sealed record SmarthostScript
{
    public string[] Extensions { get; init; } = ["PIPELINING", "8BITMIME", "SMTPUTF8", "DSN", "SIZE 10000000"];

    /// <summary>Actions by phase, for every time.</summary>
    public Dictionary<string, string> On { get; init; } = [];

    /// <summary>
    /// (phase, line, how many of the phase in this transaction) -> action, or null to leave it to the others.
    /// </summary>
    public Func<string, string, int, string?> Answer { get; init; } = (_, _, _) => null;

    /// <summary>Held back until this completes: the greeting, for tests about time.</summary>
    public Task GreetAfter { get; init; } = Task.CompletedTask;

    /// <summary>Held back until this completes: the reply to the final dot.</summary>
    public Task BeforeDotReply { get; init; } = Task.CompletedTask;

    /// <summary>Nothing of the content is read until this completes, by first recipient.</summary>
    public Func<string, Task> BeforeContent { get; init; } = _ => Task.CompletedTask;

    public ScriptedTls Tls { get; init; }

    public X509Certificate2? Certificate { get; init; }

    /// <summary>user and password of AUTH; with null AUTH is not known.</summary>
    public (string User, string Password)? Credentials { get; init; }

    /// <summary>Mechanisms in the EHLO reply.</summary>
    public string AuthOffered { get; init; } = "PLAIN LOGIN";

    /// <summary>Says 354 to DATA even when no recipient was accepted (RFC 2920 allows it).</summary>
    public bool AlwaysWantsContent { get; init; }
}
