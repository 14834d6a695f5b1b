using VoicemailOrleans.Core.Voicemail;

namespace VoicemailOrleans.Grains;

/// <summary>How a process is, by its own account.</summary>
public sealed record NodeReport
{
    /// <summary>Its name; unique among those that live, and taken again after a restart.</summary>
    public required string Name { get; init; }

    /// <summary>The machine it runs on.</summary>
    public required string Host { get; init; }

    /// <summary>Its number there.</summary>
    public int ProcessId { get; init; }

    /// <summary>The version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>gateway, silo, admin: what it does.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it wrote this, by its own clock.</summary>
    public DateTimeOffset WrittenAt { get; init; }

    /// <summary>It stopped in good order, and this is its last report.</summary>
    public bool HasStopped { get; init; }

    /// <summary>Share of one processor used since the report before, 1 for one that is busy all the time.</summary>
    public double ProcessorShare { get; init; }

    /// <summary>Memory it occupies, in octets.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Turns it may take at once; 0 when it takes none.</summary>
    public int TurnSlots { get; init; }

    /// <summary>Its health checks.</summary>
    public required IReadOnlyList<ComponentReport> Components { get; init; }

    /// <summary>Gauges as of now, by <see cref="MeterKey"/>.</summary>
    public required IReadOnlyDictionary<string, double> Levels { get; init; }

    /// <summary>Warnings and errors of its log within a day, by kind.</summary>
    public required IReadOnlyList<TroubleGroup> Troubles { get; init; }
}

/// <summary>How well something is.</summary>
public enum ComponentHealth
{
    /// <summary>Does its work.</summary>
    Healthy,

    /// <summary>Does part of it.</summary>
    Degraded,

    /// <summary>Does not.</summary>
    Unhealthy,
}

/// <summary>What a health check says.</summary>
/// <param name="Name">The component: store, journal, smarthost, speech, silo.</param>
/// <param name="Health">How it is.</param>
/// <param name="Text">In words; null when there is nothing to say.</param>
/// <param name="Facts">More about it, by name.</param>
public sealed record ComponentReport(
    string Name, ComponentHealth Health, string? Text, IReadOnlyDictionary<string, string> Facts);

/// <summary>How bad a log line is.</summary>
public enum TroubleLevel
{
    /// <summary>Worth a look.</summary>
    Warning,

    /// <summary>Something failed.</summary>
    Error,

    /// <summary>Somebody must act.</summary>
    Critical,
}

/// <summary>Log lines of one kind.</summary>
/// <param name="Event">What kind: category and event.</param>
/// <param name="Level">The worst of them.</param>
/// <param name="Text">The latest, as logged.</param>
/// <param name="Count">How many.</param>
/// <param name="First">When the first came.</param>
/// <param name="Last">When the latest came.</param>
/// <param name="Example">The latest voicemail they name, if any does.</param>
public sealed record TroubleGroup(
    string Event, TroubleLevel Level, string Text, long Count, DateTimeOffset First, DateTimeOffset Last,
    CorrelationId? Example);
