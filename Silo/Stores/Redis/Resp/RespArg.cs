using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>
/// One argument of a command, without boxing: text goes as UTF-8, numbers in decimal, bytes as they are. Bytes are not
/// copied before they are sent, so they must not change until the call has ended.
/// </summary>
internal readonly struct RespArg
{
    private static readonly object IsNumber = new();

    private readonly object? text; // string, IsNumber, or null for bytes
    private readonly ReadOnlyMemory<byte> bytes;
    private readonly long number;

    private RespArg(object? text, ReadOnlyMemory<byte> bytes, long number)
    {
        this.text = text;
        this.bytes = bytes;
        this.number = number;
    }

    public static implicit operator RespArg(string text) =>
        new(text ?? throw new ArgumentNullException(nameof(text)), default, 0);

    public static implicit operator RespArg(long number) => new(IsNumber, default, number);

    public static implicit operator RespArg(int number) => new(IsNumber, default, number);

    public static implicit operator RespArg(byte[] bytes) =>
        new(null, bytes ?? throw new ArgumentNullException(nameof(bytes)), 0);

    public static implicit operator RespArg(ReadOnlyMemory<byte> bytes) => new(null, bytes, 0);

    /// <summary>Appends it as a bulk string.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        if (text is string characters)
        {
            var length = Encoding.UTF8.GetByteCount(characters);
            RespWriter.Head(output, (byte)'$', length);
            Encoding.UTF8.GetBytes(characters, output);
        }
        else if (text is null)
        {
            RespWriter.Head(output, (byte)'$', bytes.Length);
            output.Write(bytes.Span);
        }
        else
        {
            Span<byte> digits = stackalloc byte[20]; // long.MinValue has 20 characters
            Utf8Formatter.TryFormat(number, digits, out var length);
            RespWriter.Head(output, (byte)'$', length);
            output.Write(digits[..length]);
        }

        output.Write("\r\n"u8);
    }
}
