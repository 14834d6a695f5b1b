namespace VoicemailOrleans.Bench.Peers;

/// <summary>A mail server under measurement, started for it, that passes on what it takes.</summary>
internal interface IMailPeer : IAsyncDisposable
{
    /// <summary>The port of 127.0.0.1 that it takes mail on.</summary>
    int Port { get; }

    /// <summary>CPU time of all its processes.</summary>
    TimeSpan CpuTime { get; }

    /// <summary>Memory of all its processes, what they share counted once.</summary>
    long MemoryBytes { get; }

    /// <summary>Octets that its processes have sent to disks.</summary>
    long WrittenBytes { get; }

    /// <summary>Completes when it has nothing left to do with what it took.</summary>
    Task SettleAsync();
}
