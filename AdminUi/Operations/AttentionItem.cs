namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>Something that somebody should look at, in words.</summary>
/// <param name="Tone">How bad: one of <c>Tones</c>.</param>
/// <param name="Icon">A vendored icon's name.</param>
/// <param name="Title">What is the matter.</param>
/// <param name="Detail">What is known of it, or what to do.</param>
/// <param name="Href">Where more is to be seen; null for nowhere.</param>
public sealed record AttentionItem(string Tone, string Icon, string Title, string Detail, string? Href = null);
