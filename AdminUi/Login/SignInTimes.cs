namespace VoicemailOrleans.AdminUi.Login;

/// <summary>
/// When somebody signed in last: the time of an empty file <c>signins/NAME.last</c>. Not in <c>users.json</c>, which
/// would be replaced at each sign-in; not flushed, because nothing depends on it.
/// </summary>
internal sealed class SignInTimes(string storagePath)
{
    private readonly string folder = Path.Combine(storagePath, "signins");

    public DateTimeOffset? Of(string name) =>
        File.Exists(FileOf(name)) ? new DateTimeOffset(File.GetLastWriteTimeUtc(FileOf(name))) : null;

    public void Note(string name, DateTimeOffset at)
    {
        Directory.CreateDirectory(folder);
        using (new FileStream(FileOf(name), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite))
        {
            // only there to be
        }

        File.SetLastWriteTimeUtc(FileOf(name), at.UtcDateTime);
    }

    public void Forget(string name)
    {
        if (Directory.Exists(folder)) File.Delete(FileOf(name));
    }

    private string FileOf(string name) => Path.Combine(folder, name + ".last");
}
