using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>What a minute of billed audio costs.</summary>
/// <param name="Amount">Of the currency.</param>
/// <param name="Currency">Its code, three letters (ISO 4217).</param>
public sealed record SpeechPrice(decimal Amount, string Currency)
{
    /// <summary>Google's list price of Speech-to-Text v1, without data logging.</summary>
    public static SpeechPrice Google { get; } = new(0.024m, "USD");

    /// <summary>Reads <c>0.024 USD</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SpeechPrice? price)
    {
        price = null;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2 || parts[1].Length != 3 || !parts[1].All(char.IsAsciiLetterUpper)) return false;
        const NumberStyles Plain = NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(parts[0], Plain, CultureInfo.InvariantCulture, out var amount)) return false;
        price = new SpeechPrice(amount, parts[1]);
        return true;
    }

    /// <summary>What so much audio costs, as people write it: <c>1.73 USD</c>.</summary>
    public string Of(TimeSpan billed) => string.Create(
        CultureInfo.InvariantCulture, $"{(decimal)billed.TotalMinutes * Amount:N2} {Currency}");

    /// <summary>As it is written in the settings.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amount} {Currency}");
}
