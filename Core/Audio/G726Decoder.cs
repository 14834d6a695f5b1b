namespace VoicemailOrleans.Core.Audio;

/// <summary>
/// ITU-T G.726 ADPCM at 16, 24, 32 and 40 kb/s: codes of 2, 3, 4 and 5 bits at 8 kHz, one channel.
/// <para>Theory of operation: a code names the logarithm of the difference between the sample and its prediction, in
/// steps of a size that follows the signal. The prediction is the sum of a filter with six zeros over the last
/// differences and two poles over the last samples, both adapted at every sample by the signs of what came. The names
/// are those of the Recommendation's block diagram; numbers are fixed-point as it has them, so the output is the same
/// to the bit everywhere.</para>
/// </summary>
internal sealed class G726Decoder(G726Tables tables)
{
    private readonly int[] zeros = new int[6]; // b
    private readonly int[] differences = [.. Enumerable.Repeat(0x20, 6)]; // dq, floating point of 11 bits
    private readonly int[] poles = new int[2]; // a
    private readonly int[] samples = [0x20, 0x20]; // sr, floating point of 11 bits
    private readonly int[] signs = new int[2]; // pk
    private int lockedScale = 34816; // yl
    private int unlockedScale = 544; // yu
    private int shortAverage; // dms
    private int longAverage; // dml
    private int speed; // ap
    private bool isTone; // td

    /// <summary>Decodes one code.</summary>
    public short Decode(int code)
    {
        var fromZeros = 0;
        for (var i = 0; i < 6; i++) fromZeros += Multiply(zeros[i] >> 2, differences[i]);
        var both = fromZeros + Multiply(poles[1] >> 2, samples[1]) + Multiply(poles[0] >> 2, samples[0]);
        var estimate = both >> 1;
        var scale = Scale();
        var difference = Difference((code & tables.SignBit) != 0, tables.Logarithms[code], scale);
        var signal = difference < 0 ? estimate - (difference & 0x3FFF) : estimate + difference;
        Adapt(scale, tables.ScaleChanges[code], tables.Activities[code], difference, signal,
            signal - estimate + (fromZeros >> 1));
        return (short)Math.Clamp(signal << 2, short.MinValue, short.MaxValue);
    }

    /// <summary>MIX: between the fast and the slow scale, by how steady the signal is.</summary>
    private int Scale()
    {
        if (speed >= 256) return unlockedScale;
        var scale = lockedScale >> 6;
        var change = (unlockedScale - scale) * (speed >> 2);
        return scale + ((change < 0 ? change + 0x3F : change) >> 6);
    }

    /// <summary>RECONST: sign and magnitude, the sign in bit 15 and so below zero.</summary>
    private static int Difference(bool isNegative, int logarithm, int scale)
    {
        var sum = logarithm + (scale >> 2);
        if (sum < 0) return isNegative ? -0x8000 : 0;
        var magnitude = ((128 + (sum & 127)) << 7) >> (14 - ((sum >> 7) & 15));
        return isNegative ? magnitude - 0x8000 : magnitude;
    }

    /// <summary>FMULT: a coefficient times a sample in floating point of 11 bits.</summary>
    private static int Multiply(int coefficient, int sample)
    {
        var magnitude = coefficient > 0 ? coefficient : -coefficient & 0x1FFF;
        var exponent = BitLength(magnitude) - 6;
        var mantissa = magnitude == 0 ? 32 : exponent >= 0 ? magnitude >> exponent : magnitude << -exponent;
        exponent += ((sample >> 6) & 15) - 13;
        mantissa = (mantissa * (sample & 0x3F) + 0x30) >> 4;
        var product = exponent >= 0 ? (mantissa << exponent) & 0x7FFF : mantissa >> -exponent;
        return (coefficient ^ sample) < 0 ? -product : product;
    }

    private static int BitLength(int value) => 32 - int.LeadingZeroCount(value);

    private static int ToFloat(int value, bool isNegative)
    {
        var exponent = BitLength(value);
        var bits = value == 0 ? 0x20 : (exponent << 6) + ((value << 6) >> exponent);
        return isNegative ? (value == 0 ? unchecked((short)0xFC20) : bits - 0x400) : bits;
    }

    private void Adapt(int scale, int scaleChange, int activity, int difference, int signal, int sum)
    {
        var magnitude = difference & 0x7FFF;
        var isTransition = isTone && magnitude > TransitionThreshold();
        unlockedScale = Math.Clamp(scale + ((scaleChange - scale) >> 5), 544, 5120);
        lockedScale += unlockedScale + (-lockedScale >> 6);
        var sign = sum < 0 ? 1 : 0;
        var secondPole = 0;
        if (isTransition)
        {
            Array.Clear(poles);
            Array.Clear(zeros);
        }
        else
        {
            secondPole = AdaptPoles(sign, sum);
            AdaptZeros(difference);
        }

        Array.Copy(differences, 0, differences, 1, 5);
        differences[0] = ToFloat(magnitude, difference < 0);
        samples[1] = samples[0];
        samples[0] = signal == short.MinValue ? unchecked((short)0xFC20) : ToFloat(Math.Abs(signal), signal < 0);
        signs[1] = signs[0];
        signs[0] = sign;
        isTone = !isTransition && secondPole < -11776;
        AdaptSpeed(scale, activity, isTransition);
    }

    private int TransitionThreshold()
    {
        var exponent = lockedScale >> 15;
        var threshold = exponent > 9 ? 31 << 10 : (32 + ((lockedScale >> 10) & 0x1F)) << exponent;
        return (threshold + (threshold >> 1)) >> 1;
    }

    private int AdaptPoles(int sign, int sum)
    {
        var second = poles[1] - (poles[1] >> 7);
        if (sum != 0)
        {
            var first = (sign ^ signs[0]) != 0 ? poles[0] : -poles[0];
            second += first < -8191 ? -0x100 : first > 8191 ? 0xFF : first >> 5;
            second = (sign ^ signs[1]) != 0
                ? second <= -12160 ? -12288 : second >= 12416 ? 12288 : second - 0x80
                : second <= -12416 ? -12288 : second >= 12160 ? 12288 : second + 0x80;
        }

        poles[1] = second;
        poles[0] -= poles[0] >> 8;
        if (sum != 0) poles[0] += (sign ^ signs[0]) == 0 ? 192 : -192;
        poles[0] = Math.Clamp(poles[0], second - 15360, 15360 - second);
        return second;
    }

    private void AdaptZeros(int difference)
    {
        for (var i = 0; i < 6; i++)
        {
            zeros[i] -= zeros[i] >> tables.ZeroLeak;
            if ((difference & 0x7FFF) != 0) zeros[i] += (difference ^ differences[i]) >= 0 ? 128 : -128;
        }
    }

    private void AdaptSpeed(int scale, int activity, bool isTransition)
    {
        shortAverage += (activity - shortAverage) >> 5;
        longAverage += ((activity << 2) - longAverage) >> 7;
        var isMoving = scale < 1536 || isTone || Math.Abs((shortAverage << 2) - longAverage) >= longAverage >> 3;
        if (isTransition) speed = 256;
        else speed += (isMoving ? 0x200 - speed : -speed) >> 4;
    }
}
