using System.Diagnostics;
using System.Text.Json;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>A reader that somebody else wrote, Python's email package, looks at what the rewriter made.</summary>
public sealed class PythonJudgeTests
{
    // Reads length-prefixed pairs of messages; prints one JSON line per pair: recordings and defects of both, and the
    // new text.
    private const string Script =
        """
        import sys, email, email.policy, hashlib, json
        def look(raw):
            message = email.message_from_bytes(raw, policy=email.policy.compat32)
            audio, defects, text, html = [], 0, None, None
            for part in message.walk():
                defects += len(part.defects)
                if part.is_multipart(): continue
                payload = part.get_payload(decode=True) or b''
                attached = part.get_content_disposition() == 'attachment' or part.get_filename()
                if payload[:4] == b'RIFF': audio.append([part.get_content_type(), str(part.get_filename()), hashlib.sha256(payload).hexdigest()])
                elif part.get_content_type() == 'text/plain' and not attached and text is None and part.get_content_charset() == 'utf-8':
                    text = payload.decode('utf-8', 'replace')
                elif part.get_content_type() == 'text/html' and not attached and html is None: html = payload.decode('latin-1')
            return {'audio': audio, 'defects': defects, 'text': text, 'html': html, 'subject': str(message['Subject'])}
        data = sys.stdin.buffer
        while True:
            head = data.read(8)
            if len(head) < 8: break
            print(json.dumps([look(data.read(int.from_bytes(head[:4], 'little'))), look(data.read(int.from_bytes(head[4:], 'little')))]))
        """;

    [Fact]
    public async Task Rewrite_AsPythonReadsIt_HasTheSameRecordingsAndTheTranscript()
    {
        var cases = TextCases.All().Concat(StructureCases.All()).Concat(HeaderCases.All())
            .Where(item => item.Expect != Expect.Untouched && !DiffersByDesign(item.Id)).ToList();
        if (await RunAsync(cases) is not { } lines) return;
        Assert.Equal(cases.Count, lines.Length);
        foreach (var (item, line) in cases.Zip(lines))
        {
            using var pair = JsonDocument.Parse(line);
            var (before, after) = (pair.RootElement[0], pair.RootElement[1]);
            Assert.True(before.GetProperty("audio").ToString() == after.GetProperty("audio").ToString(), item.Id
                + ": recordings differ");
            Assert.True(after.GetProperty("defects").GetInt32() <= before.GetProperty("defects").GetInt32(), item.Id
                + ": new defects");
            Assert.True(after.GetProperty("text").GetString()?.Contains(MimeJudge.Words) is true, item.Id
                + ": no transcript in the text");
            Assert.True(after.GetProperty("html").GetString()?.Contains("Voicemail preview") is true, item.Id
                + ": no transcript in the HTML");
        }
    }

    /// <summary>Python takes the outer boundary first where both are the same, and no field with a blank before its
    /// colon;
    /// it reads the octets of UTF-16 as they are.</summary>
    private static bool DiffersByDesign(string id) => id is "same-boundary" or "subject-blank-colon";

    private static async Task<string[]?> RunAsync(IReadOnlyList<MessageCase> cases)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo("python3", ["-c", Script])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.WriteLine("Skipped: python3 is not installed.");
            return null;
        }

        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var input = process.StandardInput.BaseStream;
            foreach (var item in cases)
            {
                var rewritten = MimeJudge.Rewrite(item.Message);
                await input.WriteAsync((byte[])[.. BitConverter.GetBytes(item.Message.Length),
                    .. BitConverter.GetBytes(rewritten.Length)]);
                await input.WriteAsync(item.Message);
                await input.WriteAsync(rewritten);
            }

            process.StandardInput.Close();
            var text = await output.WaitAsync(TimeSpan.FromSeconds(30));
            return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }
}
