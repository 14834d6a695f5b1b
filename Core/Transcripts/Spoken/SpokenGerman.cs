using static VoicemailOrleans.Core.Transcripts.Spoken.SpokenLanguage;

namespace VoicemailOrleans.Core.Transcripts.Spoken;

/// <summary>German.</summary>
internal static class SpokenGerman
{
    public static SpokenLanguage Language { get; } = new()
    {
        Digits = Numbers(),
        Plus = "plus",
        Fillers = Words("äh ähm ehm hm und strich bindestrich"),
        NumberCues = Words(
            "meine_nummer unsere_nummer unter anrufen rufen ruf tel telefon telefonnummer rufnummer rückrufnummer handy "
            + "handynummer mobil mobilnummer fax faxnummer durchwahl erreichen erreichbar erreichst"),
        OtherCues = Words(
            "bestellung bestellnummer rechnung rechnungsnummer referenz aktenzeichen kundennummer konto kontonummer karte "
            + "kreditkarte kartennummer visa mastercard seriennummer ticket ticketnummer vorgang vorgangsnummer auftrag "
            + "auftragsnummer plz postleitzahl sozialversicherungsnummer versichertennummer steuernummer pin code "
            + "artikelnummer mitgliedsnummer summe iban sendungsnummer geheimzahl"),
        CardCues = Words("karte kreditkarte kartennummer kreditkartennummer bankkarte visa mastercard amex"),
        IdentityCues = Words(
            "sozialversicherungsnummer rentenversicherungsnummer versichertennummer versicherungsnummer steuernummer "
            + "steuer-id steueridentifikationsnummer ausweisnummer personalausweisnummer reisepassnummer ahv ahv-nummer"),
        CodeCues = Words(
            "pin pin-nummer pin-code code zugangscode sicherheitscode türcode geheimzahl geheimnummer tan prüfziffer cvv"),
        OpenCodes = Words("länder dress bar fehler"),
        PasswordCues = Words("passwort kennwort losungswort"),
        NoPasswords = Words(
            "der die das ein eine auf in im am für zu nicht kein noch falsch richtig ungültig abgelaufen gesperrt weg "
            + "verloren sehr so was wie mein dein unser ihr bitte nötig ich wir und oder aber jetzt auch nur einfach "
            + "unbekannt geändert dasselbe"),
        Spelling = Words("groß großes klein kleines großbuchstabe kleinbuchstabe minus punkt unterstrich raute stern"),
        Copulas = Words("ist sind lautet lauten heißt war"),
        NumberWords = Words("nummer nr"),
        Times = TimePattern.All(
            "{day}", "{day} um {hour}", "{day} um {hour} uhr {minute}?", "{monthday} {month} {year}?",
            "{date}", "mittag|mitternacht", "{clock} uhr?", "{dotted} uhr",
            "{hour} uhr {minute}?", "halb {hour}", "viertel|dreiviertel vor|nach? {hour}", "fünf|zehn|zwanzig vor|nach {hour}"),
        Days = Words(
            "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag heute morgen übermorgen"),
        WeakDays = Words("heute"),
        NoDayAfter = new Dictionary<string, IReadOnlySet<string>> { ["morgen"] = Words("guten schönen am jeden einen") },
        Months = Words("januar jänner februar märz april mai juni juli august september oktober november dezember"),
        MonthDays = Words(
            "ersten zweiten dritten vierten fünften sechsten siebten siebenten achten neunten zehnten elften zwölften "
            + "dreizehnten vierzehnten fünfzehnten sechzehnten siebzehnten achtzehnten neunzehnten zwanzigsten "
            + "einundzwanzigsten zweiundzwanzigsten dreiundzwanzigsten vierundzwanzigsten fünfundzwanzigsten "
            + "sechsundzwanzigsten siebenundzwanzigsten achtundzwanzigsten neunundzwanzigsten dreißigsten "
            + "einunddreißigsten"),
        TimeJoiners = Words("um am den der dem gegen ab"),
        PartsOfDay = Words("früh morgens vormittag vormittags mittag mittags nachmittag nachmittags abend abends nachts"),
        Profanity = Words(
            "scheiße scheiß scheisse scheiss beschissen beschissene arsch arschloch arschlöcher wichser hurensohn fotze "
            + "ficken fick gefickt verfickt verfickte verfickter miststück verpiss schlampe missgeburt"),
    };

    private static Dictionary<string, string> Numbers()
    {
        var numbers = Counted(
            "null eins zwei|zwo drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
            + "siebzehn achtzehn neunzehn");
        var units = Counted("- ein zwei|zwo drei vier fünf sechs sieben acht neun");
        var tens = Counted("- -- zwanzig dreißig|dreissig vierzig fünfzig sechzig siebzig achtzig neunzig");
        foreach (var (ten, digit) in tens.Where(ten => ten.Key[0] != '-'))
        {
            numbers.Add(ten, digit + "0");
            foreach (var (unit, one) in units.Where(unit => unit.Key[0] != '-'))
                numbers.Add($"{unit}und{ten}", digit + one);
        }

        return numbers;
    }
}
