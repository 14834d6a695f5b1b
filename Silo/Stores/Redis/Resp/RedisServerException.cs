namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>The server answered with an error.</summary>
internal sealed class RedisServerException : Exception
{
    private RedisServerException(string code, string message)
        : base(message) => Code = code;

    /// <summary>The first word of the reply: ERR, NOSCRIPT, WRONGTYPE, OOM, READONLY, LOADING, NOPERM...</summary>
    public string Code { get; }

    /// <summary>Reads an error reply.</summary>
    public static RedisServerException From(in RespValue reply)
    {
        var text = reply.Text ?? "";
        return new RedisServerException(CodeOf(text), WithoutArguments(text));
    }

    /// <summary>
    /// The first word of an error reply if it is a code. Before version 7 a server puts the code that a script ran into
    /// behind a text of its own: "ERR Error running script (call to f_...): ... -READONLY You can't write...".
    /// </summary>
    public static string CodeOf(string text)
    {
        var isOfScript = text.StartsWith("ERR Error running script", StringComparison.Ordinal);
        var inner = isOfScript ? text.IndexOf(": -", StringComparison.Ordinal) : -1;
        if (inner >= 0) text = text[(inner + 3)..];
        var end = text.IndexOf(' ');
        var word = end < 0 ? text : text[..end];
        return word.Length > 0 && word.All(char.IsAsciiLetterUpper) ? word : "ERR";
    }

    /// <summary>
    /// A server that does not know a command quotes its arguments: of an old server's refusal of HELLO that would be
    /// the password, of a script call a caller's number.
    /// </summary>
    private static string WithoutArguments(string text)
    {
        var arguments = text.IndexOf(", with args", StringComparison.OrdinalIgnoreCase);
        return arguments < 0 ? text : text[..arguments];
    }
}
