using System.Text;

namespace VoicemailOrleans.Silo.Spool.Sealing;

/// <summary>A key sealed by a master key, as it is kept: one line of text, its parts between blanks.</summary>
/// <param name="MasterId">The name of the master key.</param>
/// <param name="MasterCheck">The master key's <see cref="SealKey.Check"/>: two keys may have had one name.</param>
/// <param name="Octets">The sealed key.</param>
internal sealed record WrappedKey(string MasterId, string MasterCheck, byte[] Octets)
{
    private const string Form = "wrapped-1";

    /// <summary>Reads a line; null when it is none of ours.</summary>
    public static WrappedKey? TryParse(string line)
    {
        var octets = new byte[SealKey.WrappedLength];
        return line.Trim('\n', '\0').Split(' ') is [Form, var id, var check, var base64]
            && Convert.TryFromBase64String(base64, octets, out var count) && count == octets.Length
            ? new WrappedKey(id, check, octets)
            : null;
    }

    /// <summary>The line's octets.</summary>
    public byte[] ToLine() => Encoding.ASCII.GetBytes(ToString());

    /// <summary>The line.</summary>
    public override string ToString() => $"{Form} {MasterId} {MasterCheck} {Convert.ToBase64String(Octets)}\n";
}
