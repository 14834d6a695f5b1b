using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Tests.Core.Transcripts;

public sealed class SpokenNumbersTests
{
    [Theory]
    [InlineData("ring me at five five five oh one two three", "555-0123")]
    [InlineData("Please ring 555-0123.", "555-0123")]
    [InlineData("mine is four one five five five five zero one nine nine", "(415) 555-0199")]
    [InlineData("try 1 (415) 555-0199 after lunch", "+1 415-555-0199")]
    [InlineData("we are at one eight hundred five five five zero one zero zero", "+1 800-555-0100")]
    [InlineData("it's double five five oh one double two", "555-0122")]
    [InlineData("that is triple five, oh one, twenty three", "555-0123")]
    [InlineData("four one five, uh, five five five, zero one, um, nine nine", "(415) 555-0199")]
    [InlineData("five five five oh one to three", "555-0123")]
    [InlineData("plus four four, twenty, seven nine four six, zero nine five eight", "+44 20 7946 0958")]
    [InlineData("from oh two oh seven nine four six oh nine five eight", "02079460958")]
    [InlineData("Please bring your debit card. My number is 415 555 0199", "(415) 555-0199")]
    [InlineData("my fax is 555 0124 but phone 555 0123", "555-0124|555-0123")]
    [InlineData("+49 89 1234567", "+49 89 1234567")]
    public void Find_NumberSaid_GroupsIt(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Find(text).Select(number => number.Display)));

    [Theory]
    [InlineData("de-DE", "meine Nummer ist null eins sieben eins, zwölf vierunddreißig sechsundfünfzig", "0171 12 34 56")]
    [InlineData("de-AT", "erreichbar unter plus vier neun, acht neun, zwo drei vier fünf sechs", "+49 89 23456")]
    [InlineData("de-DE", "rufen Sie bitte 089/1234567 an", "0891234567")]
    [InlineData("de-DE", "die Rechnungsnummer ist vier vier sieben eins neun acht zwei", "")]
    [InlineData("fr-FR", "rappelez-moi au zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit", "06 12 34 56 78")]
    [InlineData("fr-FR", "au zéro un quarante-deux soixante-huit cinquante-trois quatre-vingt-dix-neuf", "01 42 68 53 99")]
    [InlineData("fr-FR", "zéro quatre quatre vingt deux soixante et onze, vingt et un, quatre-vingts", "04 82 71 21 80")]
    [InlineData("fr-FR", "zéro quatre vingt-deux soixante et onze, vingt et un, douze", "04 22 71 21 12")]
    [InlineData("fr-CH", "zéro sept neuf, deux un huit, septante-cinq, nonante et un", "079 218 75 91")]
    [InlineData("fr-FR", "il y en a un ou deux à dix heures, merci", "")]
    [InlineData("es-ES", "llámame al seiscientos doce, treinta y cuatro, cincuenta y seis, setenta y ocho", "612 34 56 78")]
    [InlineData("es-MX", "mi celular es cinco cinco, doce, treinta y cuatro, veintiséis, cero uno", "55 12 34 26 01")]
    [InlineData("es-ES", "más tres cuatro, nueve uno, quinientos, veintidós, cero cero", "+34 91 500 22 00")]
    [InlineData("es-ES", "el pedido es cuatro cuatro siete uno nueve ocho dos", "")]
    [InlineData("it-IT", "555-0123", "555-0123")]
    public void Find_InOtherLanguages_KnowsTheirNumbers(string language, string text, string expected) =>
        Assert.Equal(expected, string.Join('|', SpokenNumbers.Find(text.Split(' '), language).Select(number => number.Display)));

    [Theory]
    [InlineData("")]
    [InlineData("Oh hi, it's Dave, get back to me when you can")]
    [InlineData("two for three people at five o'clock")]
    [InlineData("moved from 3:30 to 4:15 pm on May 5 2024")]
    [InlineData("that makes $1,250.00 for invoice number 4455667")]
    [InlineData("my order number is four four seven one nine eight two")]
    [InlineData("tracking number 1234567812345678")]
    [InlineData("my card is 4111 1111 1111 111")]
    [InlineData("agent double oh seven")]
    [InlineData("dial nine one one")]
    [InlineData("twenty five units by March third")]
    [InlineData("double")]
    [InlineData("plus")]
    public void Find_OtherNumbers_FindsNone(string text) => Assert.Empty(Find(text));

    [Theory]
    [InlineData("My number is 415-555-0199. One more thing", "(415) 555-0199")]
    [InlineData("at 415-555-0199. Oh, and tell Bob", "(415) 555-0199")]
    [InlineData("at 415-555-0199, oh and tell Bob", "(415) 555-0199")]
    [InlineData("at 415-555-0199 and one more thing", "(415) 555-0199")]
    [InlineData("Call us at 555-0123, 9 to 5", "555-0123")]
    [InlineData("Call 415-555-0199. 2 o'clock is fine", "(415) 555-0199")]
    [InlineData("Room 12. 415 555 0199", "(415) 555-0199")]
    [InlineData("extension twelve, 415 555 0199", "(415) 555-0199")]
    [InlineData("415. 555. 0199.", "(415) 555-0199")]
    [InlineData("four one five, five five, five zero, one nine nine", "(415) 555-0199")]
    [InlineData("415 555 0199. 415 555 0199.", "(415) 555-0199|(415) 555-0199")]
    [InlineData("415 555 0199 415 555 0199", "(415) 555-0199|(415) 555-0199")]
    [InlineData("555-0123. 555-0123. 555-0123.", "555-0123|555-0123|555-0123")]
    [InlineData("555-0123 and 555-0124", "555-0123|555-0124")]
    [InlineData("415, 555-0199, 415, 555-0198", "(415) 555-0199|(415) 555-0198")]
    [InlineData("oh two oh seven nine four six oh nine five eight. Two of us", "02079460958")]
    [InlineData("order 4455667, my number is 415 555 0199", "(415) 555-0199")]
    public void Find_WhatFollowsANumber_IsNoPartOfIt(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Find(text).Select(number => number.Display)));

    [Theory]
    [InlineData("de-DE", "Termin am 12.05.2026, meine Nummer ist 089 1234567", "089 1234567")]
    [InlineData("de-DE", "das macht 1.250.000 Euro", "")]
    [InlineData("de-DE", "meine Nummer ist 0171 1234567. Zwei Dinge noch", "0171 1234567")]
    [InlineData("de-DE", "089 1234567 und 089 1234568", "089 1234567|089 1234568")]
    [InlineData("de-DE", "0171 1234567, 0171 1234567", "0171 1234567|0171 1234567")]
    [InlineData("de-DE", "null acht neun. eins zwei drei vier fünf sechs sieben", "089 1234567")]
    [InlineData("en-US", "on 5/14/2026 or 12/15/2026", "")]
    [InlineData("en-US", "before 12/15/2026, 415 555 0199", "(415) 555-0199")]
    [InlineData("es-ES", "llámeme al 612.345.678", "612345678")]
    [InlineData("fr-FR", "06.12.34.56.78. Deux choses", "0612345678")]
    public void Find_DatesAmountsAndOtherNumbers_AreKeptApart(string language, string text, string expected) =>
        Assert.Equal(expected, string.Join('|', SpokenNumbers.Find(text.Split(' '), language).Select(number => number.Display)));

    [Fact]
    public void Find_Number_SaysWhichWords()
    {
        var number = Assert.Single(Find("so five five five uh oh one two three bye"));
        Assert.Equal((1, 8), (number.FirstWord, number.WordCount));
        Assert.Equal("5550123", number.Digits);
    }

    private static IReadOnlyList<SpokenNumber> Find(string text) =>
        SpokenNumbers.Find(text.Split(' ', StringSplitOptions.RemoveEmptyEntries), "en-US");
}
