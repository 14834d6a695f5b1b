namespace VoicemailOrleans.Silo.Smarthost.Capture;

/// <summary>A mail that the capture smarthost took.</summary>
/// <param name="Number">Counted from 1; goes on where the folder ended.</param>
/// <param name="ReversePath">Empty for the null reverse-path.</param>
/// <param name="Recipients">As given in RCPT.</param>
/// <param name="Content">The message, dots unstuffed.</param>
/// <param name="File">Where it was written.</param>
public sealed record CapturedMail(
    int Number, string ReversePath, IReadOnlyList<string> Recipients, ReadOnlyMemory<byte> Content, string File);
