using System.Text;

namespace VoicemailOrleans.Core.Mail.Smtp.Server;

/// <summary>
/// Counts the Received fields of a message as its content goes by (RFC 5321 6.3), whatever the slices.
/// Behind the header block it costs nothing.
/// </summary>
internal struct ReceivedFieldCounter
{
    private int column; // octets of the line seen; after a mismatch it stays past the name
    private bool mismatch;
    private bool headerEnded;

    private static ReadOnlySpan<byte> Name => "received:"u8;

    public int Count { get; private set; }

    public void Read(ReadOnlySpan<byte> content)
    {
        while (!headerEnded && !content.IsEmpty)
        {
            if (mismatch || column >= Name.Length)
            {
                var lineFeed = content.IndexOf((byte)'\n');
                if (lineFeed < 0) return;
                content = content[(lineFeed + 1)..];
                column = 0;
                mismatch = false;
                continue;
            }

            ReadNameOctet(content[0]);
            content = content[1..];
        }
    }

    private void ReadNameOctet(byte octet)
    {
        if (column == 0 && octet == '\r')
        {
            headerEnded = true; // content has no line that starts with a bare CR and is kept
            return;
        }

        mismatch = !Ascii.EqualsIgnoreCase([octet], Name.Slice(column, 1));
        column++;
        if (!mismatch && column == Name.Length) Count++;
    }
}
