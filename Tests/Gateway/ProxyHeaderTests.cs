using System.Buffers;
using System.Net;
using System.Text;
using VoicemailOrleans.Gateway;

namespace VoicemailOrleans.Tests.Gateway;

public sealed class ProxyHeaderTests
{
    private const string Signature = "\r\n\r\n\0\r\nQUIT\n";
    private const string Tcp4 = Signature + "\x21\x11\0\x0c\xc0\0\x02\x09\x7f\0\0\x01\x12\x34\x04\x01";

    private static readonly GatewayOptions Balanced = new() { Host = "127.0.0.1", Port = 0, Balancers = ["127.0.0.1"], AllowedNetworks = ["192.0.2.0/24", "2001:db8::/32", "127.0.0.1"] };

    public static TheoryData<string, string?> Headers() => new()
    {
        { "PROXY TCP4 192.0.2.9 127.0.0.1 4660 1025\r\n", "192.0.2.9" },
        { "PROXY TCP6 2001:db8::9 ::1 4660 1025\r\n", "2001:db8::9" },
        { "PROXY UNKNOWN\r\n", "127.0.0.1" },
        { "PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n", "127.0.0.1" },
        { Tcp4, "192.0.2.9" },
        { Signature + "\x21\x11\0\x10\xc0\0\x02\x09\x7f\0\0\x01\x12\x34\x04\x01\x04\0\x01x", "192.0.2.9" }, // with a TLV
        { Signature + "\x21\x21\0\x24\x20\x01\x0d\xb8" + new string('\0', 11) + "\x09" + new string('\0', 15) + "\x01\x12\x34\x04\x01", "2001:db8::9" },
        { Signature + "\x20\0\0\0", "127.0.0.1" }, // a check of its own
        { Signature + "\x21\x31\0\u0004abcd", "127.0.0.1" }, // UNIX sockets
        { "PROXY TCP4 nobody 127.0.0.1 4660 1025\r\n", null },
        { "PROXY TCP4 192.0.2.9 127.0.0.1 4660\r\n", null },
        { "PROXY TCP4 192.0.2.9 127.0.0.1 4660 99999\r\n", null },
        { "PROXY " + new string('x', 110) + "\r\n", null },
        { "EHLO pbx\r\n", null },
        { Signature + "\x11\x11\0\x0c" + new string('\0', 12), null }, // version 1 in the shape of 2
        { Signature + "\x21\x11\0\u0004abcd", null }, // too short for its family
        { Signature + "\x22\x11\0\x0c" + new string('\0', 12), null }, // no such command
        { Signature + "\x21\x11\xff\xff", null }, // 64 KiB
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void Header_CutAnywhere_NamesTheClient(string header, string? client)
    {
        var octets = Encoding.Latin1.GetBytes(header + "EHLO next");
        for (var length = 0; length < octets.Length; length++)
        {
            var input = new ReadOnlySequence<byte>(octets, 0, length);
            if (!ProxyHeader.TryRead(ref input, IPAddress.Loopback, out var found)) continue;
            Assert.Equal(client, found?.ToString());
            if (client is not null) Assert.Equal(length - header.Length, input.Length);
            return;
        }

        Assert.Fail("never read");
    }

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.9 127.0.0.1 4660 1025\r\n", "192.0.2.9")]
    [InlineData(Tcp4, "192.0.2.9")]
    [InlineData("PROXY UNKNOWN\r\n", "127.0.0.1")]
    public async Task Session_BehindABalancer_IsTheClients(string header, string client)
    {
        await using var host = await GatewayHost.StartAsync(Balanced);
        await using var balancer = await host.ConnectAsync();
        await balancer.SendAsync(header + "EHLO pbx\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n");
        await balancer.ExpectAsync("220", "250", "250", "250", "354");
        await balancer.SayAsync("x\r\n.", "250 2.6.0");
        Assert.Contains($"[{client}]", host.Journal.Take().Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_BehindABalancer_IsJudgedByItsOwnAddress()
    {
        await using var host = await GatewayHost.StartAsync(Balanced);
        await using var balancer = await host.ConnectAsync();
        await balancer.SendAsync("PROXY TCP4 8.8.8.8 127.0.0.1 4660 1025\r\n");
        await balancer.ExpectAsync("554 5.7.1");
    }

    [Fact]
    public async Task Balancer_WithoutItsHeader_IsNotServed()
    {
        await using var host = await GatewayHost.StartAsync(Balanced);
        await using var balancer = await host.ConnectAsync();
        await balancer.SendAsync("EHLO pbx\r\n");
        await balancer.ExpectEndAsync();
        Assert.Contains("sent no PROXY header", host.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Header_OfAStranger_IsNotBelieved()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var stranger = await host.ConnectAsync();
        await stranger.ExpectAsync("220");
        await stranger.SayAsync("PROXY TCP4 192.0.2.9 127.0.0.1 4660 1025", "500 5.5.2");
    }
}
