using static VoicemailOrleans.Tests.Core.Mail.Mime.MessageCase;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

/// <summary>Boundaries, and the ways they go wrong.</summary>
internal static class BoundaryCases
{
    public static IEnumerable<MessageCase> All() => Parameters().Concat(BoundaryLines()).Concat(Missing());

    private static IEnumerable<MessageCase> Parameters()
    {
        yield return Bounded("M047-boundary-of-70", "'()+_,-./:=?aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        yield return Bounded("M21-boundary-of-100", new string('z', 100));
        yield return Bounded("M21-boundary-with-blanks", "----= next part of it");
        yield return Of("M048-unquoted-equals-sign", Usual.Replace("\"b1\"", "----=_Next_1=2").Replace("--b1", "------=_Next_1=2"));
        yield return With("M049-boundary-in-pieces", "boundary=\"b1\"", "\n\tboundary*0=\"b\";\n\tboundary*1=\"1\"");
        yield return With("M053-content-type-twice", "boundary=\"b1\"\n", "boundary=\"b1\"\nContent-Type: text/html\n");
        yield return Of("M20-content-type-garbage", $"{Top}MIME-Version: 1.0\nContent-Type: no type at all\n\ntext\n");
    }

    private static IEnumerable<MessageCase> BoundaryLines()
    {
        yield return Inside("M043-same-boundary-twice", Multi("alternative", "b1", Plain, Html), Plain, "{WAV}");
        yield return Inside("M044-outer-begins-inner", Multi("alternative", "b1x", Plain, Html), "{WAV}");
        yield return Of("M045-inner-begins-outer",
            $"{Top}Content-Type: multipart/mixed; boundary=b1x\n\n--b1x\n{Multi("alternative", "b1", Plain, Html)}--b1x\n{{WAV}}--b1x--\n");
        yield return Of("M046-blanks-behind", Usual.Replace("--b1\n", "--b1 \t\n").Replace("--b1--\n", "--b1--  \n"));
        yield return Of("M050-preamble-and-epilogue",
            Usual.Replace("\n\n--b1\n", "\n\n--b1y is no boundary\nUse a MIME reader.\n--b1\n") + $"\nepilogue\n{WavBase64}\n");
        yield return Inside("M052-collapsed", "", "{WAV}");
        yield return Inside("M052-header-alone", "Content-Type: text/plain\n", "{WAV}");
        yield return Inside("M052-no-empty-line", "text at once\n", "{WAV}");
        yield return Inside("M052-blank-lines-around", $"\n\n\n{Plain}\n\n", "{WAV}\n\n");
    }

    private static IEnumerable<MessageCase> Missing()
    {
        yield return With("M039-no-boundary-parameter", "; boundary=\"b1\"", "");
        yield return With("M040-boundary-never-occurs", "boundary=\"b1\"", "boundary=\"zz\"");
        yield return With("M041-no-closing", "--b1--\n", "");
        yield return new("M041-cut-off-in-the-recording", Octets(Usual)[..^60]);
        yield return new("M041-cut-off-behind-a-boundary", Octets(Mixed("{WAV}--b1\n"))[..^"\r\n--b1--\r\n".Length]);
        yield return Inside("M042-no-inner-closing", Multi("alternative", "b2", Plain, Html).Replace("--b2--\n", ""), "{WAV}");
    }

    private static MessageCase Bounded(string name, string boundary) => Of(name, Usual.Replace("b1", boundary));
}
