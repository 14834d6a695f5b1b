using System.Security.Cryptography;
using System.Text;

namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>A Lua script: sent once to each server, called by the hash of its text afterwards.</summary>
/// <param name="name">For people: log lines and errors.</param>
/// <param name="body">The Lua text.</param>
internal sealed class RespScript(string name, string body)
{
    /// <summary>For people: log lines and errors.</summary>
    public string Name { get; } = name;

    /// <summary>The Lua text.</summary>
    public string Body { get; } = body;

    /// <summary>SHA-1 of the text in lower-case hex: the name the server knows it by.</summary>
    public string Sha { get; } = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(body)));
}
