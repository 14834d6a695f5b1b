using VoicemailOrleans.Core.Transcripts;

namespace VoicemailOrleans.Tests.Core.Transcripts;

public sealed class SpokenTimesTests
{
    [Theory]
    [InlineData("see you Monday at 3:30 pm, ok", "Monday at 3:30 pm")]
    [InlineData("it is at five o'clock.", "five o'clock")]
    [InlineData("on May 5 2024 we meet", "May 5 2024")]
    [InlineData("by March third please", "March third")]
    [InlineData("the third of March", "third of March")]
    [InlineData("until 10 a.m. tomorrow morning", "10 a.m. tomorrow morning")]
    [InlineData("seven thirty pm or noon", "seven thirty pm|noon")]
    [InlineData("around 4pm today", "4pm today")]
    [InlineData("5th June", "5th June")]
    [InlineData("Tuesday at three thirty pm or Monday at five o'clock", "Tuesday at three thirty pm|Monday at five o'clock")]
    [InlineData("see you Friday at 3, or tomorrow at two", "Friday at 3|tomorrow at two")]
    [InlineData("it was on 5/4/2026 at noon", "5/4/2026 at noon")]
    public void Find_DateOrTimeSaid_FindsIt(string text, string expected) => Assert.Equal(expected, Find("en-US", text));

    [Theory]
    [InlineData("de-DE", "bis Montag um halb vier, ja", "Montag um halb vier")]
    [InlineData("de-DE", "am 5. Mai um 15 Uhr 30.", "5. Mai um 15 Uhr 30")]
    [InlineData("de-DE", "am dritten März 2027 gegen 9:15 Uhr", "dritten März 2027 gegen 9:15 Uhr")]
    [InlineData("de-DE", "Montag um 15 Uhr 30 oder Freitag um drei", "Montag um 15 Uhr 30|Freitag um drei")]
    [InlineData("de-DE", "morgen früh oder übermorgen Nachmittag", "morgen früh|übermorgen Nachmittag")]
    [InlineData("de-DE", "um viertel nach acht oder um 14.30 Uhr, und zwar am 4.5.2026", "viertel nach acht|14.30 Uhr|4.5.2026")]
    [InlineData("de-DE", "Guten Morgen, ich habe heute drei Fragen", "")]
    [InlineData("fr-FR", "rendez-vous lundi à quinze heures trente, merci", "lundi à quinze heures trente")]
    [InlineData("fr-FR", "le cinq mai vers 15h30", "cinq mai vers 15h30")]
    [InlineData("fr-CA", "demain matin ou le 1er juin 2026 à midi", "demain matin|1er juin 2026 à midi")]
    [InlineData("fr-FR", "à neuf heures et demie, à dix heures moins le quart", "neuf heures et demie, à dix heures moins le quart")]
    [InlineData("fr-FR", "merci pour les deux livres d'aujourd'hui", "")]
    [InlineData("es-ES", "nos vemos el lunes a las tres y media de la tarde", "lunes a las tres y media de la tarde")]
    [InlineData("es-ES", "el cinco de mayo de 2026 a las 15:30 horas", "cinco de mayo de 2026 a las 15:30 horas")]
    [InlineData("es-MX", "mañana por la mañana o al mediodía", "mañana por la mañana|mediodía")]
    [InlineData("es-ES", "esta mañana vino una señora con dos cajas hoy", "")]
    public void Find_InOtherLanguages_KnowsTheirWords(string language, string text, string expected) =>
        Assert.Equal(expected, Find(language, text));

    [Theory]
    [InlineData("you may come, we march on")]
    [InlineData("one of the three people")]
    [InlineData("it came in today")]
    [InlineData("call 555 0123 at once")]
    [InlineData("wait a second in March")]
    [InlineData("")]
    public void Find_OrdinaryWords_FindsNone(string text) => Assert.Equal("", Find("en-US", text));

    private static string Find(string language, string text) =>
        string.Join('|', SpokenTimes.Find(text.Split(' '), language).Select(time => time.Text));
}
