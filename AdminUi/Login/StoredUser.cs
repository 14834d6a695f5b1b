using System.Text.Json.Serialization;

namespace VoicemailOrleans.AdminUi.Login;

/// <summary>A user as stored.</summary>
/// <param name="Password">See <see cref="PasswordHash"/>.</param>
/// <param name="Stamp">Random, new with each password: sessions carry it and end when it changes.</param>
internal sealed record StoredUser(string Password, string Stamp)
{
    /// <summary>Keeps the hash out of log lines.</summary>
    public override string ToString() => nameof(StoredUser);
}

/// <summary>Somebody whose password was right.</summary>
internal sealed record SignedInUser(string Name, string Stamp);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(Dictionary<string, StoredUser>))]
internal sealed partial class UserFileContext : JsonSerializerContext;
