using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Tests.Core.Transcripts;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("please charge 4111 1111 1111 1111 and send it", "please charge [redacted] and send it")]
    [InlineData("it is 5555-5555-5555-4444.", "it is [redacted].")]
    [InlineData("it is 378282246310005, an Amex", "it is [redacted], an Amex")]
    [InlineData("use 4242424242424242 please", "use [redacted] please")]
    [InlineData("the number is four one one one, one one one one, one one one one, one one one one, ok", "the number is [redacted], ok")]
    [InlineData("four triple one, uh, double one double one, one one one one and one one one one", "[redacted]")]
    [InlineData("my card is 4111 1111 1111 1111 04/27", "my card is [redacted] 04/27")]
    [InlineData("my Visa is 4111 1111 1111 1112, misheard", "my Visa is [redacted], misheard")]
    [InlineData("on the card it says 4111 1111 1111", "on the card it says [redacted]")]
    [InlineData("2223 0031 2200 3222 expires oh four twenty seven", "[redacted] expires oh four twenty seven")]
    [InlineData("my card is 4111 1111 1111 1111, 5555 5555 5555 4444", "my card is [redacted]")]
    [InlineData("4111 1111 1111 1111. 4111 1111 1111 1111.", "[redacted].")]
    [InlineData("4111. 1111. 1111. 1111. Thanks", "[redacted]. Thanks")]
    [InlineData("card 4111 1111 1111 1112 and 4111 1111 1111 1111", "card [redacted]")]
    public void Cards_AreRedacted(string said, string left)
    {
        Assert.Equal(left, Redact(said, "en-US"));
        Assert.Equal(left, Redact(said, "en-US", RedactionLevel.Cards));
        Assert.Equal(said, Redact(said, "en-US", RedactionLevel.Off));
    }

    [Theory]
    [InlineData("my social security number is 219 09 9999", "my social security number is [redacted]")]
    [InlineData("it is 219-09-9999.", "it is [redacted].")]
    [InlineData("my social is 219099999", "my social is [redacted]")]
    [InlineData("two one nine, oh nine, nine nine nine nine", "[redacted]")]
    [InlineData("my SSN is 219099999 and call me at 415 555 0199", "my SSN is [redacted] and call me at 415 555 0199")]
    [InlineData("my PIN is 4 5 6 7, thanks", "my PIN is [redacted], thanks")]
    [InlineData("my pin number is four five six seven", "my pin number is [redacted]")]
    [InlineData("PIN: 4567.", "PIN: [redacted].")]
    [InlineData("My PIN is 4567. Ring 415 555 0199.", "My PIN is [redacted]. Ring 415 555 0199.")]
    [InlineData("the code for the back door is one two three four hash", "the code for the back door is [redacted] hash")]
    [InlineData("the code is I think 4711", "the code is I think [redacted]")]
    [InlineData("the alarm code is A 7 B 9", "the alarm code is [redacted]")]
    [InlineData("your code is X7B9K", "your code is [redacted]")]
    [InlineData("4567 is my pin", "[redacted] is my pin")]
    [InlineData("one two three is the security code", "[redacted] is the security code")]
    [InlineData("the password is hunter two, all small", "the password is [redacted], all small")]
    [InlineData("the password for the portal is Bluebird thanks", "the password for the portal is [redacted] thanks")]
    [InlineData("the wifi password is capital H lower case e two two nine. Bye", "the wifi password is [redacted]. Bye")]
    [InlineData("the password is h, u, n, t, 2", "the password is [redacted]")]
    [InlineData("the gate code is pound 1 2 3 4", "the gate code is [redacted]")]
    [InlineData("please enter code 482 913 to confirm", "please enter code [redacted] to confirm")]
    [InlineData("password hunter2 works", "password [redacted] works")]
    [InlineData("the PIN is 4 for 7 8", "the PIN is [redacted]")]
    public void SecretsInEnglish_AreRedacted(string said, string left)
    {
        Assert.Equal(left, Redact(said, "en-GB"));
        Assert.Equal(said, Redact(said, "en-GB", RedactionLevel.Cards));
    }

    [Theory]
    [InlineData("")]
    [InlineData("call me at four one five five five five zero one nine nine")]
    [InlineData("tracking number 1234567812345678 was delivered")]
    [InlineData("my order number is 4471982")]
    [InlineData("the zip code is 94105 and the area code is 415")]
    [InlineData("the dress code is smart, we are 12 people in room 2014")]
    [InlineData("I left my card at the desk, call +44 20 7946 0958")]
    [InlineData("the password is wrong, ring me on 555 0123")]
    [InlineData("the code is wrong, call 555-0123")]
    [InlineData("we need the code by 3pm on March 5th 2027")]
    [InlineData("my sort code is 20 30 40 and the code review is on Tuesday at 9 am")]
    [InlineData("the Wi-Fi password is still on the board, it's 8 characters long")]
    [InlineData("pin it to the board at 10")]
    [InlineData("the account ending in one two three four")]
    [InlineData("that makes $1,250.00 for invoice number 4455667")]
    [InlineData("Is the code here? 555 0123 is my number.")]
    [InlineData("call me at 555-0103. 555-0103.")]
    [InlineData("ring 415 555 0123. 415 555 0123.")]
    [InlineData("ring 415 555 0123 415 555 0123")]
    [InlineData("This is Ann from social services, my number is 415 555 0199")]
    [InlineData("Your passport is ready. I am at 415 555 0199")]
    [InlineData("about your passport, my number is 415 555 0199")]
    public void WhatIsNoSecret_Stays(string said) => Assert.Equal(said, Redact(said, "en-US"));

    [Theory]
    [InlineData("de-DE", "meine Karte ist vier eins eins eins, eins eins eins eins, eins eins eins eins, eins eins eins eins, bitte",
        "meine Karte ist [ausgelassen], bitte")]
    [InlineData("de-CH", "die Geheimzahl lautet zwo vier sechs acht.", "die Geheimzahl lautet [ausgelassen].")]
    [InlineData("de-DE", "der Code für die Tür ist dreiundvierzig einundzwanzig", "der Code für die Tür ist [ausgelassen]")]
    [InlineData("de-DE", "das Passwort ist Sonnenblume, danke", "das Passwort ist [ausgelassen], danke")]
    [InlineData("de-DE", "mein Kennwort ist groß A klein b fünf sechs", "mein Kennwort ist [ausgelassen]")]
    [InlineData("de-DE", "die Karte bitte mitbringen und unter 089 123 456 789 anrufen", "die Karte bitte mitbringen und unter 089 123 456 789 anrufen")]
    [InlineData("de-DE", "das Passwort ist abgelaufen", "das Passwort ist abgelaufen")]
    [InlineData("de-DE", "die PIN ist null acht eins fünf", "die PIN ist [ausgelassen]")]
    [InlineData("de-DE", "meine Steuernummer ist 12 345 678 901", "meine Steuernummer ist [ausgelassen]")]
    [InlineData("de-DE", "meine Kundennummer ist 4471982, Postleitzahl 80331", "meine Kundennummer ist 4471982, Postleitzahl 80331")]
    [InlineData("de-DE", "rufen Sie null acht neun, zwölf vierunddreißig sechsundfünfzig an", "rufen Sie null acht neun, zwölf vierunddreißig sechsundfünfzig an")]
    [InlineData("fr-FR", "ma carte est le quarante et un onze onze onze onze onze onze onze merci", "ma carte est le [masqué] merci")]
    [InlineData("fr-FR", "le code de la porte est quatre-vingt-deux soixante-dix-sept.", "le code de la porte est [masqué].")]
    [InlineData("fr-FR", "le mot de passe est tournesol, merci", "le mot de passe est [masqué], merci")]
    [InlineData("fr-FR", "le mot de passe est incorrect", "le mot de passe est incorrect")]
    [InlineData("fr-CA", "mon numéro de sécurité sociale est le 1 84 12 76 451 089 46", "mon numéro de sécurité sociale est le [masqué]")]
    [InlineData("fr-FR", "le code postal est 75011, rappelez le 01 42 68 53 00", "le code postal est 75011, rappelez le 01 42 68 53 00")]
    [InlineData("es-ES", "mi tarjeta es cuatro uno uno uno, uno uno uno uno, uno uno uno uno, uno uno uno uno, gracias", "mi tarjeta es [omitido], gracias")]
    [InlineData("es-MX", "la clave es treinta y cuatro cincuenta y seis", "la clave es [omitido]")]
    [InlineData("es-ES", "mi DNI es 12345678", "mi DNI es [omitido]")]
    [InlineData("es-ES", "la contraseña es girasol, gracias", "la contraseña es [omitido], gracias")]
    [InlineData("es-ES", "el código postal es 28013, llámeme al seiscientos doce, treinta y cuatro, cincuenta y seis, setenta y ocho",
        "el código postal es 28013, llámeme al seiscientos doce, treinta y cuatro, cincuenta y seis, setenta y ocho")]
    [InlineData("ja-JP", "4111 1111 1111 1111", "[redacted]")]
    public void OtherLanguages_HaveTheirOwnWords(string language, string said, string left) =>
        Assert.Equal(left, Redact(said, language));

    [Fact]
    public void Of_ATranscript_LeavesAMarkThatTakesTheTimeOfTheWords()
    {
        var heard = PreviewSamples.Words("my PIN is 4 5 6 7. Bye", 0.9, 8).Transcript!;
        var left = Redaction.Of(heard, RedactionLevel.All);
        Assert.Equal("my PIN is [redacted]. Bye", left.Text);
        var mark = left.Words[3];
        Assert.Equal((heard.Words[3].Start, heard.Words[6].End, null), (mark.Start, mark.End, mark.Confidence));
        Assert.True(Redaction.IsIn(left));
        Assert.False(Redaction.IsIn(heard));
        Assert.Same(left, Redaction.Of(left, RedactionLevel.All));
        Assert.Same(heard, Redaction.Of(heard, RedactionLevel.Off));
    }

    [Fact]
    public void Of_AText_KeepsItsBlanksAndLineEnds() =>
        Assert.Equal("Hello,\r\n  the PIN is  [redacted].\n\nBye", Redaction.Of("Hello,\r\n  the PIN is  4 5\n6 7.\n\nBye", "en", RedactionLevel.All));

    /// <summary>Whatever is said, as long as a transcript may be, takes no longer than its length.</summary>
    [Theory]
    [InlineData("4111 "), InlineData("one "), InlineData("PIN "), InlineData("password is "), InlineData("1 for "), InlineData("code is A ")]
    public void Of_AnHourOfTheSame_CostsWorkInProportion(string said)
    {
        var words = string.Concat(Enumerable.Repeat(said, 12_000 / said.Count(c => c == ' '))).Trim();
        Assert.NotNull(Redact(words, "en"));
    }

    [Theory]
    [InlineData("en-US", "what the fuck, this is Shit!", "what the f***, this is S***!")]
    [InlineData("en-US", "Scunthorpe, Dick and the shitake bastards'", "Scunthorpe, Dick and the shitake b***'")]
    [InlineData("de-DE", "so eine Scheiße, Sie Arschloch", "so eine S***, Sie A***")]
    [InlineData("fr-FR", "putain, c'est la merde, enculé", "p***, c'est la m***, e***")]
    [InlineData("es-ES", "¡joder! qué coño", "¡j***! qué c***")]
    [InlineData("en-US", "good morning", "good morning")]
    public void Profanity_IsMaskedButForItsFirstLetter(string language, string said, string left) =>
        Assert.Equal(left, Profanity.Of(Heard(said, language)).Text);

    private static string Redact(string said, string language, RedactionLevel level = RedactionLevel.All)
    {
        var left = Redaction.Of(Heard(said, language), level).Text;
        Assert.Equal(left.Trim(), Redaction.Of(said, language, level).Trim());
        return left;
    }

    private static Transcript Heard(string said, string language) => new()
    {
        Words = [.. said.Split(' ').Select(word => new TranscriptWord(word))], Language = language, Engine = "fake",
    };
}
