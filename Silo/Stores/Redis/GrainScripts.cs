using VoicemailOrleans.Silo.Stores.Redis.Resp;

namespace VoicemailOrleans.Silo.Stores.Redis;

/// <summary>
/// The scripts of the store, one per operation, as they lie in <c>Scripts/</c> (embedded); <c>common.lua</c>, which
/// tells the key model, is put in front of each.
/// </summary>
internal sealed class GrainScripts
{
    /// <summary>The prefix of every key; the braces keep all of them on one node of a cluster.</summary>
    public const string Prefix = "{voicemail}:";

    /// <summary>The channel that says who made a grain due.</summary>
    public const string Bell = Prefix + "bell";

    private const string RedisTime = "redis.call('TIME')";

    private readonly string common;

    /// <summary>Reads them.</summary>
    /// <param name="clock">
    /// Lua for a pair of seconds and microseconds: what the scripts take for the present. Tests have a hand on it.
    /// </param>
    public GrainScripts(string clock = RedisTime)
    {
        common = Text("common").Replace(RedisTime, clock, StringComparison.Ordinal);
        All =
        [
            Commit = Load("commit"),
            Claim = Load("claim"),
            Extend = Load("extend"),
            Release = Load("release"),
            Changes = Load("changes"),
            Count = Load("count"),
            History = Load("history"),
            Probe = Load("probe"),
        ];
    }

    public RespScript Commit { get; }

    public RespScript Claim { get; }

    public RespScript Extend { get; }

    public RespScript Release { get; }

    public RespScript Changes { get; }

    public RespScript Count { get; }

    public RespScript History { get; }

    public RespScript Probe { get; }

    /// <summary>All of them.</summary>
    public IReadOnlyList<RespScript> All { get; }

    /// <summary>The key of a grain's string.</summary>
    public static string KeyOf(string name) => $"{Prefix}g:{name}";

    private RespScript Load(string name) => new(name, common + Text(name));

    private static string Text(string name)
    {
        var resource = $"scripts/{name}.lua";
        using var stream = typeof(GrainScripts).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The program was built without {resource}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
