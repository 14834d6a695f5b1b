using System.CommandLine;
using System.Text;
using VoicemailOrleans.AdminUi.Presentation;
using VoicemailOrleans.AdminUi.Teaching;
using VoicemailOrleans.Core.Mail.Mime;
using VoicemailOrleans.Core.Mail.Profiles;
using VoicemailOrleans.Grains;
using VoicemailOrleans.Silo.Rules;

namespace VoicemailOrleans.Silo.Commands;

/// <summary>
/// <c>voicemail profile test FILE.eml</c>: what would be read out of a mail, where it stands, and who reads it there,
/// with the profiles in effect here or those of a file. Nothing is sent or stored. Exit code 1 when a file cannot be
/// read, or the profiles are wrong.
/// </summary>
internal static class ProfileCommand
{
    public static Command Create()
    {
        var mail = new Argument<FileInfo>("mail") { Description = "The mail, as a file (.eml)." };
        var profiles = new Option<FileInfo?>("--profiles")
        {
            Description = "Profiles to try; by default rules/profiles.json of the storage folder.",
        };
        var test = new Command("test", "Show what would be read out of a mail, and where.") { mail, profiles };
        test.SetAction(parsed => Test(parsed.GetValue(mail)!, parsed.GetValue(profiles)));
        return new Command("profile", "How caller and mailbox are read out of a PBX's mail.") { test };
    }

    private static int Test(FileInfo mail, FileInfo? file)
    {
        try
        {
            if ((file?.FullName ?? InEffect()) is not { } path) return 1;
            var isUnwritten = file is null && !File.Exists(path);
            var profiles = ProfileFile.Parse(isUnwritten ? """{"profiles":[]}""" : File.ReadAllText(path));
            foreach (var problem in profiles.Problems) Console.Error.WriteLine($"error: {path}: {problem}");
            if (profiles.Value is not { } set) return 1;
            Console.Write(Describe(File.ReadAllBytes(mail.FullName), set));
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            return 1;
        }
    }

    /// <summary>The file of the service whose settings are here; null, and said so, when they are wrong.</summary>
    private static string? InEffect() =>
        CheckConfigCommand.LoadOrExplain(CheckConfigCommand.WithoutSmarthost) is { } settings
            ? new RuleFolder(settings.StoragePath).FileOf(RuleKind.Profiles)
            : null;

    /// <summary>What is read, with a line for each fact and one for where it stands.</summary>
    private static string Describe(byte[] octets, ProfileSet profiles)
    {
        var mail = Sample.ReadMail(octets);
        var reading = CallerReader.Read(Sample.Of(mail, null), profiles);
        var facts = MailFacts.Read(mail);
        var text = new StringBuilder($"{"Mail",-9}{Words(facts.Kind)}\n");
        foreach (var part in facts.Unsearched)
            text.Append($"{"",-9}not looked into: {HeaderText.Clean(part.FileName ?? part.Type.MediaType, 100)}\n");
        foreach (var (label, of) in ReadingWords.Facts)
        {
            var (value, from) = of(reading);
            text.Append($"{label,-9}{value ?? "not found"}\n");
            if (from is null) continue;
            text.Append($"         in the {ReadingWords.Of(from.Place)}, by {ReadingWords.Reader(from)}: {from.Text}\n");
            if (from.Pattern is { } pattern) text.Append($"         with the pattern {pattern}\n");
        }

        return text.ToString();
    }

    private static string Words(MailKind kind) => kind switch
    {
        MailKind.Voicemail => "a voicemail",
        MailKind.NoRecording => "has no recording: passed on as it is",
        MailKind.Signed => "signed: passed on as it is",
        MailKind.Encrypted => "encrypted: passed on as it is",
        MailKind.AlreadyEnhanced => "has a transcript already: passed on as it is",
        MailKind.Automatic => "written by a machine or to a list: passed on as it is",
        _ => "too complex to be read: passed on as it is",
    };
}
