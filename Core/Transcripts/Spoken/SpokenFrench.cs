using static VoicemailOrleans.Core.Transcripts.Spoken.SpokenLanguage;

namespace VoicemailOrleans.Core.Transcripts.Spoken;

/// <summary>French; numbers as in France, Belgium and Switzerland.</summary>
internal static class SpokenFrench
{
    private static readonly Dictionary<string, string> Spoken = Numbers();

    public static SpokenLanguage Language { get; } = new()
    {
        Digits = Spoken,
        Plus = "plus",
        Fillers = Words("euh heu hein tiret et"),
        NumberCues = Words(
            "mon_numéro notre_numéro appeler appelez appelle rappeler rappelez rappelle téléphone tél portable mobile fixe "
            + "fax joindre joignable"),
        OtherCues = Words(
            "commande facture référence suivi compte carte visa mastercard série ticket dossier confirmation contrat "
            + "postal sécurité sociale pin code client adhérent total iban siret"),
        CardCues = Words("carte cartes visa mastercard amex bancaire bleue"),
        IdentityCues = Words("sécurité_sociale sécu sociale passeport fiscal avs"),
        CodeCues = Words("pin code codes digicode cryptogramme cvv"),
        OpenCodes = Words("postal barres postaux pays erreur promo"),
        PasswordCues = Words("mot_de_passe"),
        NoPasswords = Words(
            "le la les un une sur dans en à au pour pas ne encore faux bon correct incorrect invalide expiré bloqué perdu "
            + "très trop ce que mon ton votre notre s'il je nous vous et ou mais maintenant aussi seulement inconnu "
            + "changé nécessaire"),
        Spelling = Words("majuscule minuscule tiret point dièse étoile"),
        Copulas = Words("est sont c'est était"),
        NumberWords = Words("numéro n°"),
        Times = TimePattern.All(
            "{day}", "{monthday} {month} {year}?", "{date}", "midi|minuit", "{clock}", "{hour} heures|heure|h {minute}?",
            "{hour} heures|heure|h et quart|demie|demi", "{hour} heures|heure|h moins le quart",
            "{hour} heures|heure|h moins {minute}"),
        Days = Words("lundi mardi mercredi jeudi vendredi samedi dimanche aujourd'hui demain après-demain"),
        WeakDays = Words("aujourd'hui"),
        Months = Words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
        MonthDays = new HashSet<string>(Spoken.Where(number => int.Parse(number.Value) is > 0 and <= 31)
            .Select(number => number.Key).Append("premier")),
        TimeJoiners = Words("à le vers dès du"),
        PartsOfDay = Words("matin après-midi soir"),
        Profanity = Words(
            "merde merdes merdique putain putains pute putes connard connards connasse connasses salope salopes salopard "
            + "enculé enculés enculer bordel foutre niquer nique emmerde emmerder branleur couilles"),
    };

    private static Dictionary<string, string> Numbers()
    {
        var numbers = Counted(
            "zéro un|une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix_sept "
            + "dix_huit dix_neuf");
        var small = numbers.ToList();
        foreach (var ten in "2:vingt 3:trente 4:quarante 5:cinquante 6:soixante 7:septante 8:huitante 8:octante 9:nonante"
            .Split(' ').Select(ten => ten.Split(':')))
        {
            numbers.TryAdd(ten[1], ten[0] + "0");
            foreach (var (word, digit) in small.Where(number => number.Value.Length == 1 && number.Value != "0"))
                numbers.Add($"{ten[1]} {(digit == "1" ? "et " : "")}{word}", ten[0] + digit);
        }

        // 70 to 79 and 90 to 99 count on from 60 and 80.
        foreach (var (word, digits) in small.Where(number => number.Value.Length == 2))
        {
            numbers.Add($"soixante {(digits == "11" ? "et " : "")}{word}", $"7{digits[1]}");
            numbers.Add($"quatre vingt {word}", $"9{digits[1]}");
        }

        numbers.Add("quatre vingt", "80");
        numbers.Add("quatre vingts", "80");
        foreach (var (word, digit) in small.Where(number => number.Value.Length == 1 && number.Value != "0"))
            numbers.Add($"quatre vingt {word}", $"8{digit}");
        return numbers;
    }
}
