using System.Text;
using static VoicemailOrleans.Tests.Core.Mail.Mime.MessageCase;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>HTML bodies: where the transcript goes, and in which charset.</summary>
internal static class HtmlCases
{
    private const string Type = "Content-Type: text/html\n";

    public static IEnumerable<MessageCase> All()
    {
        yield return TextPart("M02-html-only", "Content-Type: text/html; charset=utf-8\n", "<html><body class=\"a>b\"><p>You have mail</p></body></html>");
        yield return Of("M028-html-single", $"{Top}MIME-Version: 1.0\n{Type}\n<html><body>You have mail</body></html>\n");
        yield return TextPart("M102-without-body", Type, "<P>You have mail");
        yield return TextPart("M102-upper-case", Type, "<HTML><HEAD><TITLE>x</TITLE></HEAD><BODY BGCOLOR='x>y' TEXT=black>You have mail</BODY></HTML>");
        yield return TextPart("M103-body-in-comment-and-script", Type,
            "<!-- <body> --><html><head><script>var a='<body>';</script><style>b{}</style></head><BODY\n BGCOLOR='x>y'>real</BODY></html>");
        yield return TextPart("M104-meta-differs", "Content-Type: text/html; charset=utf-8\n", "<html><head><meta charset=iso-8859-1></head><body>x</body></html>");
        yield return TextPart("M06-html-without-content", Type, "<html><body>&nbsp; <br> </body></html>");
        yield return TextPart("M013-html-unknown-charset", "Content-Type: text/html; charset=x-foo\n", "<body>a\u00e4b</body>");
        yield return TextPart("M14-html-utf-16", "Content-Type: text/html; charset=utf-16le\nContent-Transfer-Encoding: base64\n",
            Convert.ToBase64String(Encoding.Unicode.GetBytes("<body>hällo</body>")));
        yield return TextPart("M15-html-broken-base64", Type + "Content-Transfer-Encoding: base64\n", "PGI+*eDwv");
    }
}
