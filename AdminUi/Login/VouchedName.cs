namespace VoicemailOrleans.AdminUi.Login;

/// <summary>A name that somebody else gave: no control characters, not endless.</summary>
internal static class VouchedName
{
    public static string Of(string name)
    {
        var clean = string.Concat(name.Where(c => !char.IsControl(c))).Trim();
        return clean.Length > UserStore.NameLengthMax ? clean[..UserStore.NameLengthMax] : clean;
    }
}
