namespace VoicemailOrleans.AdminUi.Operations;

/// <summary>Why the gateway turns something away, by the reply code it gives.</summary>
internal static class ReplyWords
{
    public static string Of(string code) => code switch
    {
        "421" => "too busy, or the session took too long",
        "451" => "the disk failed to write",
        "452" => "no space left, or too many recipients",
        "500" or "501" or "502" or "503" or "504" => "not understood, or out of order",
        "530" => "login or TLS is missing",
        "535" => "wrong credentials",
        "538" => "login needs TLS",
        "550" => "not a domain we relay to",
        "552" => "too large",
        "553" => "not a valid address",
        "554" => "address not allowed, or a mail loop",
        _ => "refused",
    };
}
