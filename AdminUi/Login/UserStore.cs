using System.Security.Cryptography;
using System.Text.Json;

namespace VoicemailOrleans.AdminUi.Login;

/// <summary>
/// The people who may sign in, in <c>users.json</c> in the storage folder. The file is read anew whenever it changed,
/// so that <c>voicemail user set-password</c> works beside a running service. It is flushed and then replaced by a
/// rename: a reader sees the old file or the new one, whole, also after a power cut. Losing it is harmless: the next
/// start makes a new first user.
/// </summary>
public sealed class UserStore
{
    /// <summary>The name of the user that the first start creates.</summary>
    public const string FirstUser = "admin";

    /// <summary>The shortest password accepted: NIST SP 800-63B, section 5.1.1.1.</summary>
    public const int PasswordLengthMin = 8;

    /// <summary>The longest password accepted; the same section asks for 64 or more.</summary>
    public const int PasswordLengthMax = 256;

    private const int NameLengthMax = 64;

    private readonly string path;
    private readonly Lock gate = new();
    private DateTime readAs = DateTime.MinValue;
    private Dictionary<string, StoredUser> users = [];

    /// <summary>A store over a folder, which need not exist yet.</summary>
    /// <param name="storagePath">The folder that holds, or will hold, <c>users.json</c>.</param>
    public UserStore(string storagePath) => path = Path.Combine(storagePath, "users.json");

    /// <summary>Creates the first user if there is no user at all.</summary>
    /// <returns>Its password, to be shown once; null when there were users already.</returns>
    public string? CreateFirstUser()
    {
        if (File.Exists(path)) return null;
        var password = ReadablePassword.Create();
        var first = new Dictionary<string, StoredUser> { [FirstUser] = NewUser(password) };
        return TryWrite(first, replace: false) ? password : null;
    }

    /// <summary>
    /// Gives a user a new password, creating the user if needed. Sessions under the old password end.
    /// </summary>
    /// <exception cref="ArgumentException">The name or the password will not do; the message says why.</exception>
    public void SetPassword(string user, string password)
    {
        if (NormalName(user) is not { } name)
            throw new ArgumentException(
                "A user name is 1 to 64 letters, digits, dots, hyphens and underscores.", nameof(user));
        if (password.Length is < PasswordLengthMin or > PasswordLengthMax)
            throw new ArgumentException(
                $"A password is {PasswordLengthMin} to {PasswordLengthMax} characters long.", nameof(password));
        lock (gate)
        {
            TryWrite(new Dictionary<string, StoredUser>(Current()) { [name] = NewUser(password) }, replace: true);
        }
    }

    /// <summary>Checks a password. Takes as long for a user that does not exist.</summary>
    /// <returns>Who signed in, or null.</returns>
    internal SignedInUser? Verify(string user, string password)
    {
        if (password.Length > PasswordLengthMax) return null;
        var name = NormalName(user);
        var stored = name is null ? null : Current().GetValueOrDefault(name);
        var right = PasswordHash.Verify(stored?.Password ?? PasswordHash.OfNobody, password);
        return right && stored is not null ? new SignedInUser(name!, stored.Stamp) : null;
    }

    /// <summary>Whether a session is still good: the user exists and has the password it had then.</summary>
    internal bool IsCurrent(SignedInUser user) =>
        Current().TryGetValue(user.Name, out var stored) && stored.Stamp == user.Stamp;

    private static string? NormalName(string user)
    {
        var name = user.Trim().ToLowerInvariant();
        if (name.Length is 0 or > NameLengthMax) return null;
        return name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? name : null;
    }

    private static StoredUser NewUser(string password) =>
        new(PasswordHash.Create(password), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));

    private Dictionary<string, StoredUser> Current()
    {
        lock (gate)
        {
            var writtenAt = File.GetLastWriteTimeUtc(path);
            if (writtenAt == readAs) return users;
            users = File.Exists(path) ? Read() : [];
            readAs = writtenAt;
            return users;
        }
    }

    private Dictionary<string, StoredUser> Read() =>
        JsonSerializer.Deserialize(File.ReadAllBytes(path), UserFileContext.Default.DictionaryStringStoredUser) ?? [];

    private bool TryWrite(Dictionary<string, StoredUser> next, bool replace)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var draft = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(draft, options))
        {
            JsonSerializer.Serialize(file, next, UserFileContext.Default.DictionaryStringStoredUser);
            file.Flush(flushToDisk: true); // or a power cut could leave an empty file, with which nobody can sign in
        }

        if (replace)
        {
            File.Move(draft, path, overwrite: true);
            return true;
        }

        // False: another process made its first start at the same moment and was quicker, so its password counts.
        var isFirst = ExclusiveLink.TryCreate(draft, path);
        File.Delete(draft);
        return isFirst;
    }
}
