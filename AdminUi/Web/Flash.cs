using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace VoicemailOrleans.AdminUi.Web;

/// <summary>A message that survives one redirect, in a short-lived protected cookie.</summary>
internal sealed class Flash(IDataProtectionProvider protection)
{
    private const string Name = "voicemail.flash";

    private readonly IDataProtector protector = protection.CreateProtector(Name);

    public void Set(HttpContext context, FlashTone tone, string text)
    {
        var sealedText = protector.Protect(Encoding.UTF8.GetBytes($"{tone}|{text}"));
        context.Response.Cookies.Append(Name, Convert.ToBase64String(sealedText), Options(context));
    }

    /// <summary>The message, once.</summary>
    public FlashMessage? Take(HttpContext context)
    {
        if (context.Request.Cookies[Name] is not { } cookie || context.Response.HasStarted) return null;
        context.Response.Cookies.Delete(Name, Options(context));
        try
        {
            var parts = Encoding.UTF8.GetString(protector.Unprotect(Convert.FromBase64String(cookie))).Split('|', 2);
            return new FlashMessage(Enum.Parse<FlashTone>(parts[0]), parts[1]);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        MaxAge = TimeSpan.FromMinutes(1),
        Secure = context.Request.IsHttps,
        IsEssential = true,
    };
}

/// <summary>The colour of a message.</summary>
internal enum FlashTone
{
    /// <summary>It worked.</summary>
    Ok,

    /// <summary>It did not.</summary>
    Error,
}

/// <summary>A message for the next page.</summary>
internal sealed record FlashMessage(FlashTone Tone, string Text);
