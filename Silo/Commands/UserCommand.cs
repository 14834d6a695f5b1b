using System.CommandLine;
using VoicemailOrleans.AdminUi.Login;

namespace VoicemailOrleans.Silo.Commands;

/// <summary>
/// <c>voicemail user set-password</c>: the password is read from the terminal or from standard input, never an
/// argument.
/// </summary>
internal static class UserCommand
{
    public static Command Create()
    {
        var user = new Argument<string>("user")
        {
            Description = "User name.",
            DefaultValueFactory = _ => UserStore.FirstUser,
        };
        var setPassword = new Command(
            "set-password", "Give a user of the admin UI a new password, creating the user if needed.")
        {
            user,
        };
        setPassword.SetAction(parsed => SetPassword(parsed.GetValue(user)!));
        return new Command("user", "Users of the admin UI.") { setPassword };
    }

    private static int SetPassword(string user)
    {
        var storage = CheckConfigCommand.LoadOrExplain(CheckConfigCommand.WithoutSmarthost)?.StoragePath;
        if (storage is null) return 1;
        if (ReadPassword() is not { Length: > 0 } password) return 2;
        try
        {
            new UserStore(storage).SetPassword(user, password);
        }
        catch (ArgumentException e)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            return 2;
        }

        Console.WriteLine($"{user} has a new password; sessions under the old one have ended.");
        return 0;
    }

    private static string? ReadPassword()
    {
        if (Console.IsInputRedirected) return Console.In.ReadLine();
        Console.Error.Write("New password: ");
        var password = "";
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace) password = password.Length > 0 ? password[..^1] : "";
            else if (!char.IsControl(key.KeyChar)) password += key.KeyChar;
        }

        Console.Error.WriteLine();
        return password;
    }
}
