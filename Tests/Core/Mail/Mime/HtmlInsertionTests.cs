using System.Text;
using VoicemailOrleans.Core.Mail.Mime;

namespace VoicemailOrleans.Tests.Core.Mail.Mime;

public sealed class HtmlInsertionTests
{
    /// <summary>The place is marked by a caret. Some of these the fuzz found.</summary>
    [Theory]
    [InlineData("<html><head><title>x</title></head><body class='a'>^<p>x")]
    [InlineData("<!doctype html>^x")]
    [InlineData("<html><head></head>^<p>x")]
    [InlineData("<body a=\"<b>\" c='>' d>^")]
    [InlineData("<body it's>^x'>")] // a quote within a name is a letter
    [InlineData("<body a=b\"c>^x\">")] // so it is within a value
    [InlineData("<body/a=b>^x")]
    [InlineData("<!doctype html PUBLIC \"a>^b\">")] // ends at the first bracket, whatever is quoted
    [InlineData("<html>^<body class=\"cut off here")]
    [InlineData("^<!-- cut off <body>")]
    [InlineData("<!--><body>^")]
    [InlineData("<!---><body>^")]
    [InlineData("<!-- --!><body>^")]
    [InlineData("^<!--!><body>")]
    [InlineData("<script>'</scripts><body>'</script><body>^")]
    [InlineData("<script><!-- x --></script><body>^")]
    [InlineData("^<script><!-- <script></script><body>")]
    [InlineData("^<title>cut off <body>")]
    [InlineData("^<script></script \"></script><body>")]
    public void FindPosition_OfAPage_IsThere(string page) =>
        Assert.Equal(page.IndexOf('^'), HtmlInsertion.FindPosition(Encoding.Latin1.GetBytes(page.Replace("^", ""))));

    [Theory]
    [InlineData("", false)]
    [InlineData(" &nbsp;<br><p>\u00a0</p>", false)]
    [InlineData("<script>x</script><!-- x -->", false)]
    [InlineData("<img src=x>", true)]
    [InlineData("<p>x", true)]
    public void HasContent_OfAPage_IsWhetherAnythingCanBeSeen(string page, bool expected) =>
        Assert.Equal(expected, HtmlInsertion.HasContent(Encoding.UTF8.GetBytes(page), 0));
}
