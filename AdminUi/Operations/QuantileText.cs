using VoicemailOrleans.Grains;

namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>How long something takes, in words.</summary>
internal static class QuantileText
{
    /// <summary>Nothing was measured.</summary>
    public const string Nothing = "–";

    /// <summary>"14 ms, 95 % within 60 ms", or a dash.</summary>
    public static string Of(IReadOnlyList<MeterSlot> slots, string instrument)
    {
        if (SlotMath.Quantile(slots, instrument, 0.5) is not { } median) return Nothing;
        var most = SlotMath.Quantile(slots, instrument, 0.95)!.Value;
        return $"{Seconds(median)}, 95 % within {Seconds(most)}";
    }

    private static string Seconds(double seconds) => Durations.Text(TimeSpan.FromSeconds(seconds));
}
