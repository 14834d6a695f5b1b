using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Text;

namespace VoicemailOrleans.Gateway;

/// <summary>
/// What a load balancer says before the client's first octet: whose connection this is (the PROXY protocol of HAProxy,
/// versions 1 and 2). Only the address is wanted. A balancer that asks for itself, to see whether we live, says so
/// (LOCAL, UNKNOWN), and then its own address stands.
/// </summary>
internal static class ProxyHeader
{
    private const int TextLengthMax = 107; // the longest line of version 1, by its specification
    private const int OctetsMax = 4096; // of version 2; what follows the addresses is not read
    private const int FixedLength = 16;
    private const byte Version2 = 0x20;
    private const byte CommandLocal = 0;
    private const byte CommandProxy = 1;
    private const byte Tcp4 = 0x11;
    private const byte Tcp6 = 0x21;

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>Takes the header off a connection.</summary>
    /// <param name="input">What the balancer sends.</param>
    /// <param name="peer">The balancer.</param>
    /// <param name="cancellationToken">When it has had time enough.</param>
    /// <returns>The client; null when there is no header, or none that can be read.</returns>
    public static async ValueTask<IPAddress?> TakeAsync(
        PipeReader input, IPAddress peer, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            if (TryRead(ref rest, peer, out var client))
            {
                input.AdvanceTo(rest.Start);
                return client;
            }

            input.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted || rest.Length > OctetsMax) return null;
        }
    }

    /// <summary>False when more is needed; true with null when it is no header.</summary>
    internal static bool TryRead(ref ReadOnlySequence<byte> input, IPAddress peer, out IPAddress? client)
    {
        client = null;
        Span<byte> start = stackalloc byte[(int)Math.Min(input.Length, FixedLength)];
        input.Slice(0, start.Length).CopyTo(start);
        var common = Math.Min(start.Length, Signature.Length);
        if (start[..common].SequenceEqual(Signature[..common]))
            return start.Length == FixedLength && TryReadOctets(ref input, start, peer, out client);
        common = Math.Min(start.Length, "PROXY "u8.Length);
        return !start[..common].SequenceEqual("PROXY "u8[..common]) || TryReadText(ref input, peer, out client);
    }

    private static bool TryReadText(ref ReadOnlySequence<byte> input, IPAddress peer, out IPAddress? client)
    {
        client = null;
        var reader = new SequenceReader<byte>(input);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8)) return input.Length >= TextLengthMax;
        if (line.Length > TextLengthMax - 2) return true;
        input = input.Slice(reader.Position);
        client = Encoding.ASCII.GetString(line).Split(' ') switch
        {
            ["PROXY", "UNKNOWN", ..] => peer,
            ["PROXY", "TCP4" or "TCP6", var source, _, var from, var to] when IsPort(from) && IsPort(to) =>
                IPAddress.TryParse(source, out var address) ? address : null,
            _ => null,
        };
        return true;
    }

    private static bool IsPort(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static bool TryReadOctets(
        ref ReadOnlySequence<byte> input, ReadOnlySpan<byte> start, IPAddress peer, out IPAddress? client)
    {
        client = null;
        var length = FixedLength + BinaryPrimitives.ReadUInt16BigEndian(start[14..]);
        if (length > OctetsMax || (start[12] & 0xF0) != Version2) return true;
        if (input.Length < length) return false;
        var addresses = input.Slice(FixedLength, length - FixedLength).ToArray();
        input = input.Slice(length);
        client = (start[12] & 0x0F, start[13]) switch
        {
            (CommandLocal, _) => peer,
            (CommandProxy, Tcp4) when addresses.Length >= 12 => new IPAddress(addresses.AsSpan(0, 4)),
            (CommandProxy, Tcp6) when addresses.Length >= 36 => new IPAddress(addresses.AsSpan(0, 16)),
            (CommandProxy, Tcp4 or Tcp6) => null,
            (CommandProxy, _) => peer, // another family: the specification says to use the connection's own address
            _ => null,
        };
        return true;
    }
}
