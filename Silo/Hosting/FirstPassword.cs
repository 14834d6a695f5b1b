namespace VoicemailOrleans.Silo.Hosting;

/// <summary>
/// Shows the password of the first user, once, at the first start. It goes to standard error, past the log: logs are
/// collected and kept.
/// </summary>
internal static class FirstPassword
{
    public static void Print(string user, string password) => Console.Error.WriteLine(
        $"""

        ==========================================================================
          First start: log in to the admin UI as  {user}  with  {password}
          It is shown only now. Another one:  voicemail user set-password {user}
        ==========================================================================

        """);
}
