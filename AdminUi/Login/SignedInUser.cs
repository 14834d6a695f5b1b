namespace VoicemailOrleans.AdminUi.Login;

/// <summary>Somebody who signed in with a password of this service.</summary>
/// <param name="Name">User name.</param>
/// <param name="Stamp">Of the password that was used.</param>
/// <param name="Role">One of <see cref="Login.Role"/>.</param>
/// <param name="DisplayName">The name in words, or the user name.</param>
/// <param name="IsTemporary">The password has to be changed first.</param>
/// <param name="IsDisabled">May not sign in, although the password is right.</param>
internal sealed record SignedInUser(
    string Name, string Stamp, string Role, string DisplayName, bool IsTemporary, bool IsDisabled);
