namespace VoicemailOrleans.Silo.Operations;

/// <summary>What a process knows of itself before it does anything.</summary>
/// <param name="Name">Its name among the processes.</param>
/// <param name="Roles">What it does.</param>
/// <param name="TurnSlots">Turns it may take at once; 0 when it takes none.</param>
internal sealed record NodeFacts(string Name, IReadOnlyList<string> Roles, int TurnSlots);
