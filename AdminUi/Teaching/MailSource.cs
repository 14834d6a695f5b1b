using System.Text;
using Microsoft.AspNetCore.Http;
using VoicemailOrleans.Core.Mail.Profiles;

namespace VoicemailOrleans.AdminUi.Teaching;

/// <summary>A mail that somebody chose as a file, or pasted.</summary>
internal static class MailSource
{
    /// <summary>Its texts; null for what is no mail. The file comes before the text.</summary>
    public static async ValueTask<CallerTexts?> ReadAsync(
        IFormFile? file, string? paste, CancellationToken cancellationToken)
    {
        if (file is not { Length: > 0 }) return Sample.OfMail(Encoding.UTF8.GetBytes(paste ?? ""));
        using var octets = new MemoryStream((int)file.Length);
        await file.CopyToAsync(octets, cancellationToken);
        return Sample.OfMail(octets.ToArray());
    }
}
