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

    /// <summary>The first word of an error reply if it is a code.</summary>
    public static string CodeOf(string text)
    {
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
