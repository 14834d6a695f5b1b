namespace VoicemailOrleans.Core.Mail.Profiles;

/// <summary>What a placeholder stands for.</summary>
public enum Placeholder
{
    /// <summary><c>{*}</c>: anything, or nothing.</summary>
    Anything,

    /// <summary><c>{name}</c>: the caller's name.</summary>
    Name,

    /// <summary><c>{number}</c>: the caller's number.</summary>
    Number,

    /// <summary><c>{caller}</c>: a name, a number, or both.</summary>
    Caller,

    /// <summary><c>{mailbox}</c>: the mailbox or extension called.</summary>
    Mailbox,
}

/// <summary>A piece of a pattern.</summary>
internal abstract record PatternToken
{
    /// <summary>Text that must stand there, in any case.</summary>
    public sealed record Literal(string Text) : PatternToken;

    /// <summary>White space, as much as there is.</summary>
    public sealed record Blank : PatternToken;

    /// <summary>What is read.</summary>
    public sealed record Field(Placeholder Placeholder) : PatternToken;
}
