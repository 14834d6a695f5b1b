namespace VoicemailOrleans.Tests.Core.Mail.Smtp;

/// <summary>Every row of <c>TestData/Smtp/*/rows.md</c> names tests that there are.</summary>
public sealed class RowsTests
{
    [Theory]
    [InlineData("Server", 120)]
    [InlineData("Client", 66)]
    public void Row_NamesTestsThatThereAre(string side, int count)
    {
        var table = new RowTable(side);
        Assert.Equal(count, table.Names.Distinct().Count());
        Assert.Empty(table.Missing);
    }
}
