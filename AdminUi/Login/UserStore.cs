using System.Security.Cryptography;

namespace VoicemailOrleans.AdminUi.Login;

/// <summary>
/// The people who may sign in with a password of this service, see <see cref="UserFile"/>. Every change says what is
/// wrong with it, as a sentence, or null when it was made. At least one admin who may sign in is always left: that is
/// decided under the lock under which the file is replaced. Losing the file is harmless: the next start makes a new
/// first user.
/// </summary>
public sealed class UserStore
{
    /// <summary>The name of the user that the first start creates.</summary>
    public const string FirstUser = "admin";

    /// <summary>The shortest password accepted: NIST SP 800-63B, section 5.1.1.1.</summary>
    public const int PasswordLengthMin = 8;

    /// <summary>The longest password accepted; the same section asks for 64 or more.</summary>
    public const int PasswordLengthMax = 256;

    /// <summary>The longest user name, and the longest name in words.</summary>
    public const int NameLengthMax = 64;

    internal const string WrongPassword = "The old password is wrong.";

    private const string BadName = "A user name is 1 to 64 letters, digits, dots, hyphens and underscores.";
    private const string LongName = "A name has 64 characters at most.";
    private const string NoSuchRole = "There is no such role.";
    private const string NoSuchUser = "There is no such user.";
    private const string LastAdmin = "This is the last admin who can sign in: make somebody else an admin first.";
    private const string SamePassword = "The new password must differ from the old one.";

    private readonly UserFile file;
    private readonly SignInTimes signIns;
    private readonly TimeProvider clock;

    /// <summary>A store over a folder, which need not exist yet.</summary>
    /// <param name="storagePath">The folder that holds, or will hold, <c>users.json</c>.</param>
    /// <param name="clock">Says when users were created.</param>
    public UserStore(string storagePath, TimeProvider? clock = null)
    {
        file = new UserFile(storagePath);
        signIns = new SignInTimes(storagePath);
        this.clock = clock ?? TimeProvider.System;
    }

    /// <summary>Creates the first user, an admin, if there is no user at all.</summary>
    /// <returns>Its password, to be shown once; null when there were users already.</returns>
    public string? CreateFirstUser()
    {
        if (file.Exists) return null;
        var password = ReadablePassword.Create();
        var first = NewUser(Role.Admin, null, password) with { CreatedAt = clock.GetUtcNow() };
        return file.TryCreate(new Dictionary<string, StoredUser> { [FirstUser] = first }) ? password : null;
    }

    /// <summary>Everybody, by name.</summary>
    public IReadOnlyList<UserFacts> List() =>
        [.. file.Read().OrderBy(user => user.Key, StringComparer.Ordinal).Select(user => Facts(user.Key, user.Value))];

    /// <summary>One user; null when there is none of that name.</summary>
    public UserFacts? Find(string user) =>
        NormalName(user) is { } name && file.Read().TryGetValue(name, out var stored) ? Facts(name, stored) : null;

    /// <summary>Adds a user, who has to choose another password at the first sign-in.</summary>
    public string? Add(string user, string? displayName, string role, string password)
    {
        if (NormalName(user) is not { } name) return BadName;
        if (Wrong(name, role, displayName, password) is { } problem) return problem;
        var added = NewUser(role, displayName, password) with { CreatedAt = clock.GetUtcNow(), IsTemporary = true };
        return file.Change(users =>
            users.TryAdd(name, added) ? null : $"There is a user {name} already; choose another name.");
    }

    /// <summary>
    /// Gives a user a new password; its sessions end. For the command line: a user that does not exist is created, as
    /// an admin if it is the first one, otherwise for the helpdesk.
    /// </summary>
    public string? SetPassword(string user, string password, string? role = null)
    {
        if (NormalName(user) is not { } name) return BadName;
        if (Wrong(name, role ?? Role.Helpdesk, null, password) is { } problem) return problem;
        var hash = PasswordHash.Create(password);
        return ChangeUsers(users =>
        {
            var known = users.GetValueOrDefault(name)
                ?? new StoredUser("", "", users.Count == 0 ? Role.Admin : Role.Helpdesk, CreatedAt: clock.GetUtcNow());
            users[name] = known with
            {
                Password = hash, Stamp = NewStamp(), IsTemporary = false, Role = role ?? known.Role,
            };
            return null;
        });
    }

    /// <summary>Gives a user a random password, to be shown once and changed at the next sign-in.</summary>
    public string? ResetPassword(string user, out string password)
    {
        var fresh = password = ReadablePassword.Create();
        var hash = PasswordHash.Create(fresh);
        return ChangeUser(user, known => known with { Password = hash, Stamp = NewStamp(), IsTemporary = true });
    }

    /// <summary>Somebody's own new password; the other sessions of that user end.</summary>
    public string? ChangePassword(string user, string old, string password)
    {
        if (NormalName(user) is not { } name || !file.Read().TryGetValue(name, out var before)) return NoSuchUser;
        if (!PasswordHash.Verify(before.Password, old)) return WrongPassword;
        if (PasswordRules.Check(name, password) is { } problem) return problem;
        if (password == old) return SamePassword;
        var hash = PasswordHash.Create(password);
        return ChangeUser(name, known => known with { Password = hash, Stamp = NewStamp(), IsTemporary = false });
    }

    /// <summary>Changes role, name in words, or whether somebody may sign in; it holds at the next request.</summary>
    public string? Change(string user, string? role = null, string? displayName = null, bool? isDisabled = null) =>
        role is not null && !Role.IsKnown(role) ? NoSuchRole : IsTooLong(displayName) ? LongName : ChangeUser(
            user,
            known => known with
            {
                Role = role ?? known.Role,
                DisplayName = displayName is null ? known.DisplayName : Trimmed(displayName),
                IsDisabled = isDisabled ?? known.IsDisabled,
            });

    /// <summary>Removes a user; its sessions end.</summary>
    public string? Remove(string user)
    {
        var name = NormalName(user);
        var problem = ChangeUsers(users => name is not null && users.Remove(name) ? null : NoSuchUser);
        if (problem is null) signIns.Forget(name!);
        return problem;
    }

    /// <summary>Checks a password. Takes as long for a user that does not exist.</summary>
    /// <returns>Who it was, or null.</returns>
    internal SignedInUser? Verify(string user, string password)
    {
        if (password.Length > PasswordLengthMax) return null;
        var name = NormalName(user);
        var stored = name is null ? null : file.Read().GetValueOrDefault(name);
        var right = PasswordHash.Verify(stored?.Password ?? PasswordHash.OfNobody, password);
        return right && stored is not null ? Session(name!, stored) : null;
    }

    /// <summary>A user as of now; null when there is none, or none that may sign in.</summary>
    internal SignedInUser? Current(string name) =>
        file.Read().TryGetValue(name, out var stored) && !stored.IsDisabled ? Session(name, stored) : null;

    /// <summary>Notes a sign-in.</summary>
    internal void NoteSignIn(string name) => signIns.Note(name, clock.GetUtcNow());

    private static string? Wrong(string name, string role, string? displayName, string password) =>
        !Role.IsKnown(role) ? NoSuchRole
        : IsTooLong(displayName) ? LongName
        : PasswordRules.Check(name, password);

    private static bool IsTooLong(string? displayName) => displayName?.Trim().Length > NameLengthMax;

    private static string? Trimmed(string? displayName) =>
        string.IsNullOrWhiteSpace(displayName) ? null : displayName.Trim();

    private static string? NormalName(string user)
    {
        var name = user.Trim().ToLowerInvariant();
        if (name.Length > NameLengthMax || !name.Any(char.IsAsciiLetterOrDigit)) return null;
        return name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? name : null;
    }

    private static StoredUser NewUser(string role, string? displayName, string password) =>
        new(PasswordHash.Create(password), NewStamp(), role, Trimmed(displayName));

    private static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    private static SignedInUser Session(string name, StoredUser stored) => new(
        name, stored.Stamp, stored.Role, stored.DisplayName ?? name, stored.IsTemporary, stored.IsDisabled);

    private UserFacts Facts(string name, StoredUser stored) => new(
        name, stored.DisplayName, stored.Role, stored.IsDisabled, stored.IsTemporary, stored.CreatedAt,
        signIns.Of(name));

    private string? ChangeUser(string user, Func<StoredUser, StoredUser> change) => ChangeUsers(users =>
    {
        if (NormalName(user) is not { } name || !users.TryGetValue(name, out var known)) return NoSuchUser;
        users[name] = change(known);
        return null;
    });

    private string? ChangeUsers(Func<Dictionary<string, StoredUser>, string?> change) => file.Change(users =>
    {
        var hadAdmin = users.Values.Any(user => user.IsWorkingAdmin);
        return change(users) ?? (hadAdmin && !users.Values.Any(user => user.IsWorkingAdmin) ? LastAdmin : null);
    });
}
