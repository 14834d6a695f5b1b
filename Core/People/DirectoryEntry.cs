namespace VoicemailOrleans.Core.People;

/// <summary>A person, or anything else that has a number: a row of the directory.</summary>
/// <param name="Name">As people read it.</param>
/// <param name="Number">The number from which calls come, in any notation; null for none.</param>
/// <param name="Mailbox">The mailbox or extension; null for none.</param>
/// <param name="Email">The address; null for none.</param>
public sealed record DirectoryEntry(string Name, string? Number, string? Mailbox, string? Email);
