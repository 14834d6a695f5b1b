namespace VoicemailOrleans.AdminUi.List;

/// <summary>
/// Values with their names in addresses and their words on the page, in the order they are offered. The one without a
/// name needs none: it is what an address that says nothing means.
/// </summary>
internal sealed class SearchChoices<T>(params (T Value, string? Name, string Text)[] all)
    where T : struct
{
    public IReadOnlyList<(T Value, string? Name, string Text)> All => all;

    public string? Name(T value) => Array.Find(all, one => one.Value.Equals(value)).Name;

    public string Text(T value) => Array.Find(all, one => one.Value.Equals(value)).Text;

    public T? Value(string? name)
    {
        if (name is null) return null;
        var at = Array.FindIndex(all, one => one.Name == name);
        return at < 0 ? null : all[at].Value;
    }
}
