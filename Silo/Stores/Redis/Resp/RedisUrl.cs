using System.Globalization;

namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>
/// Reads where Redis is from one line:
/// <code>
/// redis[s]://[user:password@]host[:port][,host[:port]...][/database][?option=value&amp;...]
/// redis[s]+sentinel://[user:password@]sentinel[:port][,...]/master-name[/database][?option=value&amp;...]
/// </code>
/// Options: <c>ca</c>, <c>cert</c>, <c>key</c> (PEM files, with <c>rediss</c>), <c>sentinel_user</c>,
/// <c>sentinel_password</c>. Everything may be percent-encoded; a password that holds <c>/ ? @ , % &amp;</c> must be.
/// Not a <see cref="Uri"/>, which knows one host only.
///
/// No message quotes the URL: a password with a slash in it would turn up as what follows the slash.
/// </summary>
internal static class RedisUrl
{
    private const int ServerPort = 6379;
    private const int SentinelPort = 26379;

    /// <summary>Reads a URL.</summary>
    /// <exception cref="FormatException">What is wrong with it, without any part of it.</exception>
    public static RedisOptions Parse(string url)
    {
        var (scheme, rest) = Cut(url.Trim(), "://", "does not begin with redis://, rediss:// or redis+sentinel://");
        var (isTls, isSentinel) = scheme.ToLowerInvariant() switch
        {
            "redis" => (false, false),
            "rediss" => (true, false),
            "redis+sentinel" => (false, true),
            "rediss+sentinel" => (true, true),
            _ => throw Bad("begins with a scheme other than redis, rediss, redis+sentinel and rediss+sentinel"),
        };
        var end = rest.IndexOfAny(['/', '?']);
        var authority = end < 0 ? rest : rest[..end];
        var (path, query) = Split(end < 0 ? "" : rest[end..], '?');
        if (path.Contains('@', StringComparison.Ordinal) || query.Contains('@', StringComparison.Ordinal))
            throw Bad("has an @ behind the first / or ?; write %2F for / and %3F for ? in a password, else %40 for @");
        var at = authority.LastIndexOf('@');
        var (user, password) = at < 0 ? (null, null) : Credentials(authority[..at]);
        var segments = path.Length < 2 ? [] : path[1..].TrimEnd('/').Split('/');
        var named = isSentinel ? 1 : 0;
        if (segments.Length < named || (isSentinel && segments[0].Length == 0))
            throw Bad("names no master: a Sentinel URL ends with /master-name");
        if (segments.Length > named + 1) throw Bad("has too many parts behind the hosts");
        var options = new RedisOptions
        {
            Endpoints = [.. authority[(at + 1)..].Split(',').Select(
                host => Endpoint(host, isSentinel ? SentinelPort : ServerPort))],
            SentinelMaster = isSentinel ? Decode(segments[0]) : null,
            User = user,
            Password = password,
            UseTls = isTls,
            Database = segments.Length > named ? Number(segments[named], 0, int.MaxValue, "the database") : 0,
        };
        return WithQuery(options, query);
    }

    private static (string? User, string Password) Credentials(string text)
    {
        var (user, password) = Cut(text, ":", "has a user without a password; write user:password@, or :password@");
        if (password.Length == 0) throw Bad("has an empty password");
        return (user.Length == 0 ? null : Decode(user), Decode(password));
    }

    private static RedisEndpoint Endpoint(string text, int defaultPort)
    {
        var isBracketed = text.StartsWith('[');
        var hostEnd = isBracketed ? text.IndexOf(']') + 1 : text.IndexOf(':');
        if (isBracketed && hostEnd == 0) throw Bad("has a [ without a ]");
        if (hostEnd < 0) hostEnd = text.Length;
        var host = Decode(isBracketed ? text[1..(hostEnd - 1)] : text[..hostEnd]);
        if (host.Length == 0 || host.Any(char.IsWhiteSpace)) throw Bad("has an empty host name, or one with blanks");
        if (hostEnd == text.Length) return new RedisEndpoint(host, defaultPort);
        if (text[hostEnd] != ':') throw Bad("has something between a ] and its port");
        return new RedisEndpoint(host, Number(text[(hostEnd + 1)..], 1, ushort.MaxValue, "a port"));
    }

    private static RedisOptions WithQuery(RedisOptions options, string query)
    {
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, encoded) = Split(pair, '=');
            var value = Decode(encoded);
            if (value.Length == 0) throw Bad("has an option without a value");
            options = name switch
            {
                "ca" => options with { CaFile = value },
                "cert" => options with { ClientCertificateFile = value },
                "key" => options with { ClientKeyFile = value },
                "sentinel_user" => options with { SentinelUser = value },
                "sentinel_password" => options with { SentinelPassword = value },
                _ => throw Bad("has an option other than ca, cert, key, sentinel_user and sentinel_password"),
            };
        }

        if (!options.UseTls && (options.CaFile ?? options.ClientCertificateFile ?? options.ClientKeyFile) is not null)
            throw Bad("has ca, cert or key without TLS; begin it with rediss");
        if (options.ClientCertificateFile is null != options.ClientKeyFile is null)
            throw Bad("has only one of cert and key; they go together");
        if (options.SentinelMaster is null && (options.SentinelUser ?? options.SentinelPassword) is not null)
            throw Bad("has credentials for Sentinels and names none; begin it with redis+sentinel");
        if (options.SentinelUser is not null && options.SentinelPassword is null)
            throw Bad("has sentinel_user without sentinel_password");
        return options;
    }

    private static int Number(string text, int least, int most, string what) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= least && number <= most
            ? number
            : throw Bad(FormattableString.Invariant($"has {what} that is not a number from {least} to {most}"));

    private static (string Before, string After) Split(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }

    private static (string Before, string After) Cut(string text, string separator, string otherwise)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? throw Bad(otherwise) : (text[..at], text[(at + separator.Length)..]);
    }

    private static string Decode(string text)
    {
        for (var at = text.IndexOf('%', StringComparison.Ordinal); at >= 0; at = text.IndexOf('%', at + 1))
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
                throw Bad("has a % that two hexadecimal digits do not follow; write %25 for a %");
        return Uri.UnescapeDataString(text);
    }

    private static FormatException Bad(string what) => new($"The Redis URL {what}.");
}
