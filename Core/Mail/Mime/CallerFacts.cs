namespace VoicemailOrleans.Core.Mail.Mime;

/// <summary>Who called whom, as far as the mail says it. What is not known is null, never a guess.</summary>
/// <param name="Name">The caller's name.</param>
/// <param name="Number">The caller's number as written.</param>
/// <param name="Mailbox">The mailbox or extension called.</param>
/// <param name="IsWithheld">The mail says that the caller did not want to be known.</param>
public sealed record CallerFacts(string? Name, string? Number, string? Mailbox, bool IsWithheld);
