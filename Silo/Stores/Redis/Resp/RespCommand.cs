namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>
/// A command in up to three pieces, so that a script call needs no new array: all of it goes as one list.
/// </summary>
/// <param name="Head">The command's name and what follows it.</param>
/// <param name="Keys">More arguments.</param>
/// <param name="Arguments">And more.</param>
internal readonly record struct RespCommand(RespArg[] Head, RespArg[] Keys, RespArg[] Arguments)
{
    /// <summary>A command in one piece.</summary>
    public RespCommand(RespArg[] whole)
        : this(whole, [], [])
    {
    }
}
