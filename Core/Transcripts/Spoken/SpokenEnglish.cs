using static VoicemailOrleans.Core.Transcripts.Spoken.SpokenLanguage;

namespace VoicemailOrleans.Core.Transcripts.Spoken;

/// <summary>English.</summary>
internal static class SpokenEnglish
{
    public static SpokenLanguage Language { get; } = new()
    {
        Digits = Numbers(),
        Homophones = new Dictionary<string, string> { ["to"] = "2", ["too"] = "2", ["for"] = "4" },
        Plus = "plus",
        Fillers = Words("uh um er erm ah and dash hyphen"),
        GroupsAsInNorthAmerica = true,
        NumberCues = Words("call phone fax telephone mobile cell reach my_number our_number"),
        OtherCues = Words(
            "order invoice reference tracking account card visa mastercard serial ticket case confirmation policy zip "
            + "postcode security social pin code part member customer total id"),
        CardCues = Words("card visa mastercard amex american_express debit credit"),
        IdentityCues = Words("ssn social_security social_is social_number passport insurance_number taxpayer"),
        CodeCues = Words("pin pins code passcode cvv cvc combination"),
        OpenCodes = Words("zip post postal area country sort dialing dialling dress bar source product order discount error"),
        PasswordCues = Words("password passphrase"),
        NoPasswords = Words(
            "a an the on in at for to not no still being this that what it is was will wrong correct incorrect invalid "
            + "expired locked gone lost too very the same you your my our his her their please needed required i we and "
            + "or but so now also only just missing reset changed unknown"),
        Spelling = Words("capital upper lower case uppercase lowercase small big dash dot underscore hash star pound"),
        Copulas = Words("is are it's its was that's"),
        NumberWords = Words("number no"),
        Times = TimePattern.All(
            "{day}", "{day} at {hour} {minute}? {half}?", "{day} at {hour} o'clock", "{month} {monthday} {year}?",
            "{monthday} of? {month}", "{date}", "noon|midnight", "{clock} {half}?",
            "{hour} o'clock", "{hour} {minute}? {half}"),
        Days = Words("monday tuesday wednesday thursday friday saturday sunday today tonight tomorrow"),
        WeakDays = Words("today tonight"),
        Months = Words(
            "january february march april may june july august september october november december"),
        MonthDays = Words(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
            + "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth twenty-first twenty-second "
            + "twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth "
            + "thirty-first"),
        TimeJoiners = Words("at on the of"),
        PartsOfDay = Words("morning afternoon evening night"),
        Profanity = Words(
            "fuck fucks fucked fucking fucker fuckers motherfucker motherfuckers motherfucking shit shits shitty "
            + "bullshit bitch bitches bastard bastards asshole assholes arsehole arseholes cunt cunts dickhead dickheads prick "
            + "wanker wankers twat bollocks"),
    };

    private static Dictionary<string, string> Numbers()
    {
        var numbers = Counted(
            "zero|oh|o|nought one two three four five six seven eight nine|niner ten eleven twelve thirteen fourteen "
            + "fifteen sixteen seventeen eighteen nineteen");
        var units = numbers.Where(number => number.Value.Length == 1).ToList();
        var tens = Counted("- -- twenty thirty forty|fourty fifty sixty seventy eighty ninety");
        foreach (var (ten, digit) in tens.Where(ten => ten.Key[0] != '-'))
        {
            numbers.Add(ten, digit + "0");
            foreach (var (unit, one) in units.Where(unit => unit.Value != "0"))
                numbers.Add($"{ten} {unit}", digit + one);
        }

        foreach (var (unit, digit) in units)
        {
            numbers.Add($"double {unit}", digit + digit);
            numbers.Add($"triple {unit}", digit + digit + digit);
            if (digit != "0") numbers.Add($"{unit} hundred", digit + "00");
        }

        return numbers;
    }
}
