using VoicemailOrleans.Grains;

namespace VoicemailOrleans.Tests.Gateway;

public sealed class AddressMaskTests
{
    [Theory]
    [InlineData("jane.doe@example.org", "j***@example.org")]
    [InlineData("j@example.org", "j***@example.org")]
    [InlineData("\"a@b\"@example.org", "\"***@example.org")]
    [InlineData("+4930123456@pbx.test", "***3456@pbx.test")]
    [InlineData("1234@pbx.test", "***@pbx.test")]
    [InlineData("+4930123456", "***3456")]
    [InlineData("4711", "***")]
    [InlineData("", "<>")]
    [InlineData(null, "<>")]
    public void Mask_AddressOrNumber_ShowsTooLittleToKnowThePerson(string? given, string expected) =>
        Assert.Equal(expected, AddressMask.Mask(given));
}
