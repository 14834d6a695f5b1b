using VoicemailOrleans.Core.People;

namespace VoicemailOrleans.Tests.Core.People;

public sealed class DirectoryTests
{
    [Fact]
    public void File_InAnyOrderWithQuotesAndEmptyLines_IsRead()
    {
        var directory = Read("\ufeffEmail; Name;number;Department\r\n\r\nann@example.com;\"Example; \"\"Ann\"\"\r\nB.\";+1 415 555 0199;Sales\r\n;Bob\r;;;\r\nx@y;Cleo;201;");
        Assert.Equal(
            [
                new DirectoryEntry("Example; \"Ann\" B.", "+1 415 555 0199", null, "ann@example.com"),
                new DirectoryEntry("Bob", null, null, null), new DirectoryEntry("Cleo", "201", null, "x@y"),
            ],
            directory.Entries);
        Assert.Equal(["Not used: the columns department."], directory.Notes);
    }

    [Theory]
    [InlineData("", "There is no column name. The first row names the columns: name,number,mailbox,email.")]
    [InlineData("Ann,201", "There is no column name. The first row names the columns: name,number,mailbox,email.")]
    [InlineData("name,number,name", "Line 1: there are two columns name.")]
    [InlineData("name,number\nAnn,201\n,202", "Line 3: there is no name.")]
    [InlineData("name,number\n\"Ann\nB\",201\nBob,none", "Line 4: none is no number.")]
    [InlineData("name,email\nAnn,ann", "Line 2: ann is no address.")]
    [InlineData("name\nAnn,201", "Line 2: 2 fields, but 1 columns.")]
    [InlineData("name\n\"Ann", "Line 2: a quote is out of place, or never closed.")]
    [InlineData("name,email\n\"Ann\"x,a@b", "Line 2: a quote is out of place, or never closed.")]
    [InlineData("name\nM\ufffdller", "Some of it is not UTF-8. Save it as UTF-8, or upload it.")]
    public void File_ThatIsWrong_NamesTheLine(string text, string problem)
    {
        var parsed = DirectoryFile.Parse(text);
        Assert.Null(parsed.Value);
        Assert.Equal([problem], parsed.Problems);
    }

    [Fact]
    public void File_MayHaveAHundredThousandRows()
    {
        var rows = string.Concat(Enumerable.Range(100_000, DirectoryFile.RowsMax).Select(i => $"Person {i},+49 30 {i},{i},p{i}@example.com\n"));
        var directory = Read("name,number,mailbox,email\n" + rows);
        Assert.Equal(DirectoryFile.RowsMax, directory.Entries.Count);
        Assert.Equal("Person 123456", directory.FindByNumber("030 123456")?.Name);
        Assert.Equal(["Line 100002: more than 100000 people are not kept."], DirectoryFile.Parse("name,number,mailbox,email\n" + rows + "One more").Problems);
    }

    [Theory]
    [InlineData("+49 30 1234567", "Anna")]
    [InlineData("030/1234567", "Anna")]
    [InlineData("0049 (30) 1234567", "Anna")]
    [InlineData("1234567", "Anna")]
    [InlineData("234567", null)]
    [InlineData("+49 40 1234567", null)]
    [InlineData("030 4445555", "Dora")]
    [InlineData("+1 030 5556666", null)]
    [InlineData("201", "Cleo")]
    [InlineData("9201", null)]
    [InlineData("+49 40 201", null)]
    [InlineData("5550100", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Number_InAnyNotation_NamesOnePersonOrNobody(string? number, string? name)
    {
        var directory = Read("name,number\nAnna,030 1234567\nAnna,+49 30 1234567\nCleo,201\nDesk,555 0100\nReception,5550100\nDora,4445555\nEmil,040 5556666\nEva,050 5556666\n");
        Assert.Equal(name, directory.FindByNumber(number)?.Name);
        Assert.Contains("The number 555 0100 is shared, so that nobody is named by it: Desk, Reception (lines 5, 6).", directory.Notes);
    }

    [Fact]
    public void Mailbox_HasOneOwnerOrNone()
    {
        var directory = Read("name,mailbox\nAnna,4021\nBea,Sales\nCleo,sales\nAnna,4021\n");
        Assert.Equal(("Anna", null), (directory.FindByMailbox(" 4021")?.Name, directory.FindByMailbox("SALES")));
        Assert.Equal(
            ["Anna stands there more than once: lines 2, 5.", "The mailbox Sales is shared, so that nobody is named by it: Bea, Cleo (lines 3, 4)."],
            directory.Notes);
    }

    [Theory]
    [InlineData("zoe", "Zoë Müller")]
    [InlineData("muller 40", "Zoë Müller")]
    [InlineData("@example.com", "Zoë Müller, Ben")]
    [InlineData("49 30/1234", "Zoë Müller")]
    [InlineData("030 1234", "Zoë Müller")]
    [InlineData(" ", "Zoë Müller, Ben, Cleo")]
    [InlineData("nobody", "")]
    public void Search_FindsByAnyPart(string query, string expected)
    {
        var directory = Read("name,number,mailbox,email\nZoë Müller,+49 30 1234567,4021,z@example.com\nBen,,4100,b@example.com\nCleo\n");
        Assert.Equal(expected, string.Join(", ", directory.Search(query).Select(entry => entry.Name)));
    }

    [Fact]
    public void Names_ForAVoicemail_AreBoundedAndTheNearestFirst()
    {
        var rows = string.Concat(Enumerable.Range(0, 3000).Select(i => $"{new string('x', 80)}{i},,,p{i}@{(i % 3 == 0 ? "near" : "far")}.example\n"));
        var names = Read("name,number,mailbox,email\n" + rows + "Owner,,4021,\nThem,,,them@near.example\n").NamesFor(["them@Near.example"], "4021");
        Assert.Equal(["Owner", "Them", new string('x', 80) + "0", new string('x', 80) + "3"], names.Take(4));
        Assert.InRange(names.Sum(name => name.Length), 40_000, 50_000);
        Assert.InRange(names.Count, 500, DirectorySearch.NamesMax);
    }

    private static PeopleDirectory Read(string text)
    {
        var parsed = DirectoryFile.Parse(text);
        Assert.Equal([], parsed.Problems);
        return parsed.Value!;
    }
}
