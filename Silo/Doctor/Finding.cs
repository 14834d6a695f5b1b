namespace VoicemailOrleans.Silo.Doctor;

/// <summary>How something is.</summary>
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    Fine,

    /// <summary>The service works, but somebody should know.</summary>
    Doubtful,

    /// <summary>The service does not work with it.</summary>
    Broken,
}

/// <summary>What was found out about one thing that the service needs.</summary>
/// <param name="Verdict">How it is.</param>
/// <param name="Subject">What it is about, in a word or an address.</param>
/// <param name="Fact">What was seen.</param>
/// <param name="Advice">What to do; null when there is nothing to do.</param>
internal sealed record Finding(Verdict Verdict, string Subject, string Fact, string? Advice = null)
{
    /// <summary>It is as it should be.</summary>
    public static Finding Fine(string subject, string fact) => new(Verdict.Fine, subject, fact);

    /// <summary>Somebody should know.</summary>
    public static Finding Doubtful(string subject, string fact, string advice) =>
        new(Verdict.Doubtful, subject, fact, advice);

    /// <summary>The service does not work with it.</summary>
    public static Finding Broken(string subject, string fact, string advice) =>
        new(Verdict.Broken, subject, fact, advice);
}
