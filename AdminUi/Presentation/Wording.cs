namespace VoicemailOrleans.AdminUi.Presentation;

/// <summary>A fact in words, with the colour and icon that repeat it.</summary>
/// <param name="Tone">One of <see cref="Tones"/>.</param>
/// <param name="Icon">A vendored icon's name.</param>
/// <param name="Text">What people read.</param>
internal sealed record Wording(string Tone, string Icon, string Text);

/// <summary>The colours of the style sheet (<c>data-tone</c>).</summary>
internal static class Tones
{
    public const string Ok = "ok";
    public const string Info = "info";
    public const string Warn = "warn";
    public const string Error = "error";
    public const string Plain = "plain";
}
