using System.Diagnostics;
using System.Text.Json;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>A message as Python's email package reads it: a reader that somebody else wrote.</summary>
/// <param name="Defects">How many it complains of.</param>
/// <param name="Fields">All fields, name and value as Python writes such a text.</param>
/// <param name="Subject">Decoded.</param>
/// <param name="Parts">Type, file name and SHA-256 of each part that holds no others.</param>
/// <param name="Text">The first text/plain that is no attachment.</param>
/// <param name="Html">The first text/html that is no attachment.</param>
/// <param name="HtmlText">What can be read in that.</param>
/// <param name="HtmlTags">Elements in it.</param>
/// <param name="HtmlOpen">Tags in it that are not closed in the order in which they were opened.</param>
/// <param name="Types">Types of the parts in the message itself.</param>
/// <param name="Status">The blocks of a delivery status, each name and value.</param>
internal sealed record PythonMail(
    int Defects, string[] Fields, string Subject, string[] Parts, string? Text, string? Html, string HtmlText,
    string[] HtmlTags, string[] HtmlOpen, string[] Types, Dictionary<string, string>[] Status)
{
    private const string Script =
        """
        import sys, email, email.header, email.policy, hashlib, html.parser, json

        class Page(html.parser.HTMLParser):
            def __init__(self):
                super().__init__()
                self.text, self.tags, self.open, self.wrong = '', set(), [], []
            def handle_starttag(self, tag, attributes):
                self.tags.add(tag)
                if tag not in ('br', 'hr', 'img', 'meta', 'link'): self.open.append(tag)
            def handle_endtag(self, tag):
                if self.open and self.open[-1] == tag: self.open.pop()
                else: self.wrong.append(tag)
            def handle_data(self, data):
                if self.open[-1:] not in (['script'], ['style'], ['title']): self.text += data

        def decoded(value):
            value = str(value).replace('\r\n', '').strip()
            try: return str(email.header.make_header(email.header.decode_header(value)))
            except Exception: return value

        def look(raw):
            message = email.message_from_bytes(raw, policy=email.policy.compat32)
            seen = {'Defects': 0, 'Fields': [ascii((n, str(v))) for n, v in message.items()], 'Parts': [], 'Text': None, 'Html': None,
                    'Subject': ascii(decoded(message.get('Subject', ''))), 'Status': [],
                    'Types': [p.get_content_type() for p in message.get_payload()] if message.is_multipart() else []}
            for part in message.walk():
                seen['Defects'] += len(part.defects)
                if part.get_content_type() == 'message/delivery-status' and part.is_multipart():
                    seen['Status'] += [dict(block.items()) for block in part.get_payload()]
                if part.is_multipart(): continue
                payload = part.get_payload(decode=True) or b''
                name = part.get_filename()
                seen['Parts'].append(ascii((part.get_content_type(), name, hashlib.sha256(payload).hexdigest())))
                kind = {'text/plain': 'Text', 'text/html': 'Html'}.get(part.get_content_type())
                if kind is None or seen[kind] is not None or name or part.get_content_disposition() == 'attachment': continue
                try: seen[kind] = payload.decode(part.get_content_charset() or 'latin-1')
                except (LookupError, UnicodeDecodeError): seen[kind] = payload.decode('latin-1')
            page = Page()
            page.feed(seen['Html'] or '')
            page.close()
            for kind in ('Text', 'Html'): seen[kind] = seen[kind] and seen[kind].encode('utf-8', 'replace').decode()
            seen |= {'HtmlText': page.text, 'HtmlTags': sorted(page.tags), 'HtmlOpen': page.open + page.wrong}
            return seen

        data = sys.stdin.buffer
        while head := data.read(4):
            print(json.dumps(look(data.read(int.from_bytes(head, 'little')))))
        """;

    /// <summary>Reads messages with python3, which must be installed.</summary>
    public static async Task<IReadOnlyList<PythonMail>> ReadAsync(IEnumerable<byte[]> messages)
    {
        using var process = Process.Start(new ProcessStartInfo("python3", ["-c", Script])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var input = process.StandardInput.BaseStream;
        foreach (var message in messages)
        {
            await input.WriteAsync(BitConverter.GetBytes(message.Length));
            await input.WriteAsync(message);
        }

        process.StandardInput.Close();
        var lines = (await output.WaitAsync(TimeSpan.FromMinutes(1))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line => JsonSerializer.Deserialize<PythonMail>(line)!)];
    }
}
