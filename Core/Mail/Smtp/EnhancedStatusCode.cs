using System.Globalization;

namespace VoicemailOrleans.Core.Mail.Smtp;

/// <summary>An enhanced status code (RFC 3463): class, subject and detail, for example <c>4.3.1</c>.</summary>
/// <param name="Class">2 success, 4 transient failure, 5 permanent failure.</param>
/// <param name="Subject">What it is about, 0 to 999.</param>
/// <param name="Detail">Which condition, 0 to 999.</param>
public readonly record struct EnhancedStatusCode(int Class, int Subject, int Detail)
{
    /// <summary>The dotted form.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");
}
