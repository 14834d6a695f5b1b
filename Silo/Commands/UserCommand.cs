using System.CommandLine;
using VoicemailOrleans.AdminUi.Login;
using VoicemailOrleans.Silo.Audit;

namespace VoicemailOrleans.Silo.Commands;

/// <summary>
/// <c>voicemail user</c>: the users of the admin UI, beside a running service or without one. A password is read from
/// the terminal or from standard input, never an argument.
/// </summary>
internal static class UserCommand
{
    private static readonly string RoleNames = string.Join(", ", Role.All.Select(role => role.Name));

    public static Command Create() => new("user", "Users of the admin UI.")
    {
        List(), SetPassword(), Remove(),
    };

    private static Command List()
    {
        var list = new Command("list", "Name all users, their roles, and when they signed in last.");
        list.SetAction(_ => With((users, _) =>
        {
            foreach (var user in users.List()) Console.WriteLine(Line(user));
            return 0;
        }));
        return list;
    }

    private static Command SetPassword()
    {
        var user = new Argument<string>("user")
        {
            Description = "User name.",
            DefaultValueFactory = _ => UserStore.FirstUser,
        };
        var role = new Option<string?>("--role")
        {
            Description = $"Role: {RoleNames}. A new user's is helpdesk, the very first one's admin.",
        };
        var command = new Command("set-password", "Give a user a new password, creating the user if needed.")
        {
            user, role,
        };
        command.SetAction(parsed => With((users, storage) =>
        {
            if (ReadPassword() is not { Length: > 0 } password) return 2;
            var name = parsed.GetValue(user)!;
            var problem = users.SetPassword(name, password, parsed.GetValue(role));
            if (problem is null) CommandAudit.Append(storage, "password-reset", users.Find(name)!.Role, Normal(name));
            return Answer(problem, $"{name} has a new password; sessions under the old one have ended.");
        }));
        return command;
    }

    private static Command Remove()
    {
        var user = new Argument<string>("user") { Description = "User name." };
        var command = new Command("remove", "Remove a user.") { user };
        command.SetAction(parsed => With((users, storage) =>
        {
            var name = parsed.GetValue(user)!;
            var problem = users.Remove(name);
            if (problem is null) CommandAudit.Append(storage, "user-remove", "removed", Normal(name));
            return Answer(problem, $"{name} was removed.");
        }));
        return command;
    }

    private static int With(Func<UserStore, string, int> body)
    {
        var storage = CheckConfigCommand.LoadOrExplain(CheckConfigCommand.WithoutSmarthost)?.StoragePath;
        if (storage is null) return 1;
        if (StorageOwner.Refusal(storage) is not { } refusal) return body(new UserStore(storage), storage);
        Console.Error.WriteLine($"error: {refusal}");
        return 1;
    }

    private static string Normal(string name) => name.Trim().ToLowerInvariant();

    private static int Answer(string? problem, string done)
    {
        if (problem is null) Console.WriteLine(done);
        else Console.Error.WriteLine($"error: {problem}");
        return problem is null ? 0 : 2;
    }

    private static string Line(UserFacts user)
    {
        var state = user switch { { IsDisabled: true } => "disabled", { IsTemporary: true } => "temporary", _ => "" };
        var last = user.SignedInAt is { } at ? $"{at:yyyy-MM-dd HH:mm}" : "never";
        return $"{user.Name,-24} {user.Role,-10} {last,-18} {state,-10} {user.DisplayName}".TrimEnd();
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
