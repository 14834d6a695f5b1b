using System.Diagnostics;
using System.Text.Json;

namespace VoicemailOrleans.Tests.Fakes;

/// <summary>Python's email package: a reader that nobody here wrote, to judge the mails we make.</summary>
internal static class Python
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Reads a mail and prints what it found: the top fields; the types of all parts; whatever is wrong with the
    /// structure or with a field; the fields of a delivery status, a group for the message and one per recipient.
    /// </summary>
    private const string Script =
        """
        import email, email.policy, json, sys
        mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
        parts = list(mail.walk())
        faults = [d for part in parts for d in part.defects] + [d for part in parts for v in part.values() for d in v.defects]
        status = [part for part in parts if part.get_content_type() == 'message/delivery-status']
        plain = [part for part in parts if part.get_content_type() == 'text/plain']
        print(json.dumps({
            'fields': {name.lower(): str(value) for name, value in reversed(mail.items())},
            'reportType': mail['Content-Type'].params.get('report-type') if mail['Content-Type'] else None,
            'parts': [part.get_content_type() for part in mail.iter_parts()] if mail.is_multipart() else [],
            'defects': [type(d).__name__ + ' ' + str(d) for d in faults],
            'status': [{n.lower(): str(v) for n, v in group.items()} for part in status for group in part.get_payload()],
            'text': plain[0].get_content() if plain else None,
        }))
        """;

    /// <summary>What Python makes of a mail.</summary>
    public static async Task<JsonElement> ReadAsync(ReadOnlyMemory<byte> mail)
    {
        using var process = Process.Start(new ProcessStartInfo("python3", ["-c", Script])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.BaseStream.WriteAsync(mail);
        process.StandardInput.Close();
        var text = await output.WaitAsync(Patience);
        Assert.True(text.Length > 0, await error);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>A report as RFC 3462 and RFC 3464 have it, without a fault; gives its status groups.</summary>
    public static async Task<JsonElement[]> ReadReportAsync(ReadOnlyMemory<byte> mail)
    {
        var read = await ReadAsync(mail);
        Assert.Empty(read.GetProperty("defects").EnumerateArray());
        Assert.Equal("delivery-status", read.GetProperty("reportType").GetString());
        var parts = read.GetProperty("parts").EnumerateArray().Select(part => part.GetString()!).ToArray();
        Assert.Equal(["text/plain", "message/delivery-status"], parts[..2]);
        Assert.Contains(parts[2], (string[])["text/rfc822-headers", "message/rfc822"]);
        return [.. read.GetProperty("status").EnumerateArray()];
    }
}
