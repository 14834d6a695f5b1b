using System.Text.RegularExpressions;

namespace VoicemailOrleans.Silo.Spool.Sealing;

/// <summary>
/// The master keys of this process, as the site gives them: one a line, <c>NAME BASE64</c>; lines with <c>#</c> are
/// comments. The first one wraps, all of them unwrap. The word <see cref="ClearWord"/> in the place of the first writes
/// in clear and still reads what is sealed. Keys are read once, at the start.
/// </summary>
internal sealed partial class ContentKeys
{
    /// <summary>Instead of the first key: write in clear.</summary>
    public const string ClearWord = "clear";

    private readonly List<(string Id, SealKey Key, string Check)> masters = [];
    private readonly bool writesClear;

    private ContentKeys(bool writesClear) => this.writesClear = writesClear;

    /// <summary>No keys: everything is in clear.</summary>
    public static ContentKeys None { get; } = new(writesClear: true);

    /// <summary>The site gave keys or the word.</summary>
    public bool IsConfigured => this != None;

    /// <summary>New content is sealed.</summary>
    public bool IsSealing => !writesClear;

    /// <summary>The names of the keys; the first is that of the one that wraps.</summary>
    public IEnumerable<string> Ids => masters.Select(master => master.Id);

    /// <summary>Reads the keys from a site's text.</summary>
    /// <exception cref="FormatException">Says what is wrong with which line, and nothing of a key.</exception>
    public static ContentKeys Parse(string text)
    {
        var lines = text.Split('\n').Select((line, index) => (Text: line.Trim(), Number: index + 1))
            .Where(line => line.Text.Length > 0 && line.Text[0] != '#').ToList();
        if (lines.Count == 0) throw new FormatException("holds no key");
        var keys = new ContentKeys(lines[0].Text == ClearWord);
        foreach (var line in keys.writesClear ? lines.Skip(1) : lines) keys.Add(line.Text, line.Number);
        return keys;
    }

    /// <summary>A key sealed by the first master key, also when new content is in clear: the journal may hold older.</summary>
    public WrappedKey Wrap(SealKey key, string about)
    {
        if (masters.Count == 0) throw new ContentKeyException($"{about} is sealed, and no content key is here.");
        var (id, master, check) = masters[0];
        return new WrappedKey(id, check, master.Wrap(key, about));
    }

    /// <summary>The key that a master key sealed.</summary>
    /// <exception cref="ContentKeyException">That master key is not here.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or about something else.</exception>
    public SealKey Unwrap(WrappedKey wrapped, string about) =>
        MasterOf(wrapped) is { } master
            ? master.Unwrap(wrapped.Octets, about)
            : throw new ContentKeyException($"{about} is sealed, and {Missing(wrapped)}");

    /// <summary>Which master key is needed and not here, as the end of a sentence; null when it is here.</summary>
    public string? WhatIsMissing(WrappedKey wrapped) => MasterOf(wrapped) is null ? Missing(wrapped) : null;

    /// <summary>The first master key sealed it.</summary>
    public bool IsNewest(WrappedKey wrapped) =>
        masters.Count > 0 && (wrapped.MasterId, wrapped.MasterCheck) == (masters[0].Id, masters[0].Check);

    private SealKey? MasterOf(WrappedKey wrapped) =>
        masters.FirstOrDefault(m => (m.Id, m.Check) == (wrapped.MasterId, wrapped.MasterCheck)).Key;

    private string Missing(WrappedKey wrapped) => masters.Any(master => master.Id == wrapped.MasterId)
        ? $"the content key '{wrapped.MasterId}' of this process is another one of that name (check {wrapped.MasterCheck})."
        : $"this process does not have the content key '{wrapped.MasterId}'.";

    private void Add(string line, int number)
    {
        if (line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is not [var id, var base64])
            throw new FormatException($"must have a name and a key in base64 in line {number}");
        if (!Name().IsMatch(id) || id == ClearWord)
            throw new FormatException(
                $"has a name in line {number} that is not 1 to 40 letters, digits, dots, dashes and underscores");
        if (masters.Any(master => master.Id == id))
            throw new FormatException($"has the name '{id}' a second time in line {number}");
        Span<byte> octets = stackalloc byte[256];
        if (!Convert.TryFromBase64String(base64, octets, out var count))
            throw new FormatException($"has no base64 as the key '{id}' in line {number}");
        if (count != SealKey.Length)
            throw new FormatException($"has {count} octets as the key '{id}' in line {number}; a key has {SealKey.Length}");
        var key = new SealKey(octets[..count]);
        masters.Add((id, key, key.Check));
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{1,40}$")]
    private static partial Regex Name();
}
