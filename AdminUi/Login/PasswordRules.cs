namespace VoicemailOrleans.AdminUi.Login;

/// <summary>
/// Which passwords will do: length, and none of those that everybody tries first (NIST SP 800-63B, section 3.1.1.2; no
/// rules about kinds of characters and no expiry, as the same section asks).
/// </summary>
internal static class PasswordRules
{
    /// <summary>Those of the most used ones that are long enough, and what this product invites.</summary>
    private static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase)
    {
        "00000000", "11111111", "111111111", "11223344", "12121212", "123123123", "1234567890", "12341234",
        "12344321", "12345678", "123456789", "12345678910", "123qweasd", "147258369", "1q2w3e4r", "1q2w3e4r5t",
        "1qaz2wsx", "22222222", "55555555", "66666666", "77777777", "87654321", "88888888", "987654321", "99999999",
        "a1234567", "a12345678", "aa123456", "aa12345678", "abc12345", "abcd1234", "abcdefgh", "admin123", "admin1234",
        "administrator", "asdf1234", "asdfasdf", "asdfghjk", "asdfghjkl", "avaya123", "baseball", "bismillah",
        "changeme", "changeme1", "changeit", "charlie1", "chocolate", "computer", "consumer", "default1", "drowssap",
        "election", "football", "football1", "freedom1", "helpdesk", "helpdesk1", "hospital", "hospital1",
        "iloveyou", "iloveyou1", "internet", "jennifer", "jordan23", "letmein1", "letmein123", "liverpool",
        "michelle", "mustang1", "nopassword", "operator", "p@ssw0rd", "pa$$w0rd", "pakistan", "passw0rd", "password",
        "password!", "password1", "password12", "password123", "password1234", "princess", "princess1", "q1w2e3r4",
        "qazwsxedc", "qwer1234", "qwerasdf", "qwert123", "qwerty12", "qwerty123", "qwerty1234", "qwertyui",
        "qwertyuiop", "samantha", "secret123", "security", "spring2026", "starwars", "summer2026", "sunshine",
        "sunshine1", "superman", "superman1", "test1234", "testtest", "trustno1", "trustno1!", "unknown1", "victoria",
        "voicemail", "voicemail1", "voicemail123", "welcome1", "welcome123", "whatever", "winter2026", "zaq12wsx",
        "zxcvbnm1", "zxcvbnm123",
    };

    /// <summary>What is wrong with a password, as a sentence; null when it will do.</summary>
    public static string? Check(string user, string password)
    {
        if (password.Length is < UserStore.PasswordLengthMin or > UserStore.PasswordLengthMax)
            return $"A password is {UserStore.PasswordLengthMin} to {UserStore.PasswordLengthMax} characters long.";
        if (password.Equals(user, StringComparison.OrdinalIgnoreCase))
            return "The password must not be the user name.";
        if (Common.Contains(password)) return "This password is one of the first that strangers try.";
        return password.Distinct().Count() < 3 ? "The password must not be one or two characters repeated." : null;
    }
}
