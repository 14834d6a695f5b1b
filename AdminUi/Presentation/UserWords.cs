using VoicemailOrleans.AdminUi.Login;

namespace VoicemailOrleans.AdminUi.Presentation;

/// <summary>What state a user is in, in words.</summary>
internal static class UserWords
{
    /// <summary>The most telling fact.</summary>
    /// <param name="user">Whom.</param>
    /// <param name="wait">How long sign-ins under this name are held up after wrong passwords.</param>
    public static Wording State(UserFacts user, TimeSpan wait) => user switch
    {
        { IsDisabled: true } => new Wording(Tones.Plain, "x", "Disabled"),
        _ when wait > TimeSpan.Zero => new Wording(Tones.Warn, "triangle-alert", "Slowed down: wrong passwords"),
        { IsTemporary: true } => new Wording(Tones.Info, "key-round", "Has to change the password"),
        _ => new Wording(Tones.Ok, "check", "Can sign in"),
    };
}
