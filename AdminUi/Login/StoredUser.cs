using System.Text.Json.Serialization;

namespace VoicemailOrleans.AdminUi.Login;

/// <summary>
/// A user as stored. Former releases knew no roles and wrote the first two fields only: everybody could do everything,
/// so those users are admins.
/// </summary>
/// <param name="Password">See <see cref="PasswordHash"/>.</param>
/// <param name="Stamp">Random, new with each password: sessions carry it and end when it changes.</param>
/// <param name="Role">One of <see cref="Login.Role"/>; any other may do nothing.</param>
/// <param name="DisplayName">The name in words.</param>
/// <param name="IsDisabled">Kept, but may not sign in.</param>
/// <param name="IsTemporary">Somebody else chose the password: it has to be changed first.</param>
/// <param name="CreatedAt">When, if it is known.</param>
internal sealed record StoredUser(
    string Password,
    string Stamp,
    string Role = Login.Role.Admin,
    string? DisplayName = null,
    bool IsDisabled = false,
    bool IsTemporary = false,
    DateTimeOffset? CreatedAt = null)
{
    /// <summary>Whether this user keeps the installation from being locked out.</summary>
    [JsonIgnore]
    public bool IsWorkingAdmin => Role == Login.Role.Admin && !IsDisabled;

    /// <summary>Keeps the hash out of log lines.</summary>
    public override string ToString() => nameof(StoredUser);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    WriteIndented = true)]
[JsonSerializable(typeof(Dictionary<string, StoredUser>))]
internal sealed partial class UserFileContext : JsonSerializerContext;
