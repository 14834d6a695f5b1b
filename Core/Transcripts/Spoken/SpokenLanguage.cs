namespace VoicemailOrleans.Core.Transcripts.Spoken;

/// <summary>
/// What is known of one language to find numbers, secrets and times in speech. All words are in
/// <see cref="PlainLetters"/>, with blanks for hyphens, as <see cref="SpokenToken.Text"/> is.
/// </summary>
internal sealed record SpokenLanguage
{
    private static readonly Dictionary<string, SpokenLanguage> All = new(StringComparer.OrdinalIgnoreCase)
    {
        ["en"] = SpokenEnglish.Language,
        ["de"] = SpokenGerman.Language,
        ["fr"] = SpokenFrench.Language,
        ["es"] = SpokenSpanish.Language,
    };

    private const int CueWordsMax = 3;

    private IReadOnlySet<string>? digitStarts;
    private IReadOnlySet<string>? monthDayStarts;

    /// <summary>Number words, of one or more words, and the digits they stand for.</summary>
    public required IReadOnlyDictionary<string, string> Digits { get; init; }

    /// <summary>Words that sound like digits, and count as such only between others.</summary>
    public IReadOnlyDictionary<string, string> Homophones { get; init; } = new Dictionary<string, string>();

    /// <summary>The sign before a country code.</summary>
    public required string Plus { get; init; }

    /// <summary>What people say between two digits of one number.</summary>
    public required IReadOnlySet<string> Fillers { get; init; }

    /// <summary>Numbers of 7, 10 and 11 digits are grouped as in North America.</summary>
    public bool GroupsAsInNorthAmerica { get; init; }

    /// <summary>A number behind one of these is one to call.</summary>
    public required IReadOnlySet<string> NumberCues { get; init; }

    /// <summary>A number behind one of these is something else.</summary>
    public required IReadOnlySet<string> OtherCues { get; init; }

    /// <summary>Cards for paying, and who issues them.</summary>
    public required IReadOnlySet<string> CardCues { get; init; }

    /// <summary>Numbers the state gives to people.</summary>
    public required IReadOnlySet<string> IdentityCues { get; init; }

    /// <summary>Codes that open something.</summary>
    public required IReadOnlySet<string> CodeCues { get; init; }

    /// <summary>A code beside one of these opens nothing: area codes and the like.</summary>
    public required IReadOnlySet<string> OpenCodes { get; init; }

    /// <summary>Passwords: they may be ordinary words.</summary>
    public required IReadOnlySet<string> PasswordCues { get; init; }

    /// <summary>What follows "the password is" without being one.</summary>
    public required IReadOnlySet<string> NoPasswords { get; init; }

    /// <summary>What people say about letters and signs when they spell.</summary>
    public required IReadOnlySet<string> Spelling { get; init; }

    /// <summary>"Is" and its like.</summary>
    public required IReadOnlySet<string> Copulas { get; init; }

    /// <summary>"Number": stands between what is numbered and the number.</summary>
    public required IReadOnlySet<string> NumberWords { get; init; }

    /// <summary>How dates and times are said, see <see cref="TimePattern"/>.</summary>
    public required IReadOnlyList<TimePattern> Times { get; init; }

    /// <summary>Days by name.</summary>
    public required IReadOnlySet<string> Days { get; init; }

    /// <summary>Days that are nothing to note when nothing stands beside them.</summary>
    public required IReadOnlySet<string> WeakDays { get; init; }

    /// <summary>Words that are no day behind these: "guten Morgen".</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> NoDayAfter { get; init; } =
        new Dictionary<string, IReadOnlySet<string>>();

    /// <summary>Months.</summary>
    public required IReadOnlySet<string> Months { get; init; }

    /// <summary>Days of a month, as words.</summary>
    public required IReadOnlySet<string> MonthDays { get; init; }

    /// <summary>Words that join a day and a time.</summary>
    public required IReadOnlySet<string> TimeJoiners { get; init; }

    /// <summary>Words that end a time.</summary>
    public required IReadOnlySet<string> PartsOfDay { get; init; }

    /// <summary>Words that some people do not want to read.</summary>
    public required IReadOnlySet<string> Profanity { get; init; }

    /// <summary>The words of a language, by its primary subtag; the English ones where there are none.</summary>
    public static SpokenLanguage For(string languageTag) =>
        All.GetValueOrDefault(LanguageTags.Primary(languageTag)) ?? All["en"];

    /// <summary>Whether a word, or a phrase that begins with it, says that a number to call follows.</summary>
    public bool CuesNumber(IReadOnlyList<SpokenToken> tokens, int at) => CueWords(NumberCues, tokens, at) > 0;

    /// <summary>The words of the cue that begins at a place; 0 when none does.</summary>
    public static int CueWords(IReadOnlySet<string> cues, IReadOnlyList<SpokenToken> tokens, int at)
    {
        var phrase = "";
        for (var words = 1; words <= CueWordsMax && at + words <= tokens.Count; words++)
        {
            phrase += (words > 1 ? " " : "") + tokens[at + words - 1].Text;
            if (cues.Contains(phrase)) return words;
        }

        return 0;
    }

    /// <summary>Whether a phrase of <see cref="Digits"/> may begin with a word: nearly all words begin none.</summary>
    public bool StartsDigits(string word) => (digitStarts ??= Starts(Digits.Keys)).Contains(word);

    /// <summary>Whether a phrase of <see cref="MonthDays"/> may begin with a word.</summary>
    public bool StartsMonthDay(string word) => (monthDayStarts ??= Starts(MonthDays)).Contains(word);

    private static HashSet<string> Starts(IEnumerable<string> phrases) =>
        [.. phrases.SelectMany(phrase => new[] { phrase, phrase.Split(' ')[0] })];

    /// <summary>A set of words that are separated by blanks; a phrase has underscores.</summary>
    public static IReadOnlySet<string> Words(string words) =>
        words.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => PlainLetters.Of(word).Replace('_', ' ').Replace('-', ' '))
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>Number words; those of one number are separated by strokes, and the first number is 0.</summary>
    public static Dictionary<string, string> Counted(string words) =>
        words.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany((same, number) => same.Split('|').Select(word => (word, number)))
            .ToDictionary(pair => PlainLetters.Of(pair.word).Replace('_', ' '), pair => $"{pair.number}");
}
