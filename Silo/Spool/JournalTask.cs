namespace VoicemailOrleans.Silo.Spool;

/// <summary>What the journal's thread is to do next: append a message, or an errand that is done before them.</summary>
internal readonly record struct JournalTask(PendingAppend? Message, Action? Errand)
{
    /// <summary>A message to append.</summary>
    public JournalTask(PendingAppend message)
        : this(message, null)
    {
    }

    /// <summary>Anything else; it does not throw.</summary>
    public JournalTask(Action errand)
        : this(null, errand)
    {
    }
}
