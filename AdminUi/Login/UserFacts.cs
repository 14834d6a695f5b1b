namespace VoicemailOrleans.AdminUi.Login;

/// <summary>What may be shown of a user.</summary>
/// <param name="Name">The name typed at sign-in.</param>
/// <param name="DisplayName">The name in words; null when none was given.</param>
/// <param name="Role">One of <see cref="Login.Role"/>.</param>
/// <param name="IsDisabled">May not sign in.</param>
/// <param name="IsTemporary">Has yet to choose a password.</param>
/// <param name="CreatedAt">Null for users of former releases.</param>
/// <param name="SignedInAt">The last sign-in; null when there was none.</param>
public sealed record UserFacts(
    string Name,
    string? DisplayName,
    string Role,
    bool IsDisabled,
    bool IsTemporary,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? SignedInAt);
