using System.Buffers;
using System.Buffers.Text;

namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>Encodes commands: lists of bulk strings, the one form in which a server takes them.</summary>
internal static class RespWriter
{
    /// <summary>Appends one command.</summary>
    public static void Write(IBufferWriter<byte> output, in RespCommand command)
    {
        Head(output, (byte)'*', command.Head.Length + command.Keys.Length + command.Arguments.Length);
        foreach (ref readonly var argument in command.Head.AsSpan()) argument.WriteTo(output);
        foreach (ref readonly var argument in command.Keys.AsSpan()) argument.WriteTo(output);
        foreach (ref readonly var argument in command.Arguments.AsSpan()) argument.WriteTo(output);
    }

    /// <summary>Appends a type byte and a length line.</summary>
    public static void Head(IBufferWriter<byte> output, byte type, int length)
    {
        var line = output.GetSpan(16);
        line[0] = type;
        Utf8Formatter.TryFormat(length, line[1..], out var digits);
        line[digits + 1] = (byte)'\r';
        line[digits + 2] = (byte)'\n';
        output.Advance(digits + 3);
    }
}
