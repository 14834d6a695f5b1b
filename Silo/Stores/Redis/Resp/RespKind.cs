namespace VoicemailOrleans.Silo.Stores.Redis.Resp;

/// <summary>What a reply is, in the words of the protocol (RESP2 and RESP3).</summary>
internal enum RespKind : byte
{
    /// <summary>Nothing: the key or field does not exist.</summary>
    Null,

    /// <summary>A short status such as OK.</summary>
    Simple,

    /// <summary>The server refused.</summary>
    Error,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>Bytes.</summary>
    Bulk,

    /// <summary>A list of replies.</summary>
    Array,

    /// <summary>A list of replies, keys and values in turn.</summary>
    Map,

    /// <summary>A list of replies without order.</summary>
    Set,

    /// <summary>A list nobody asked for: a published message.</summary>
    Push,

    /// <summary>A floating-point number.</summary>
    Double,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A whole number of any size, kept as text.</summary>
    BigNumber,

    /// <summary>Bytes with a three-letter format in front.</summary>
    Verbatim,
}
