namespace VoicemailOrleans.Tests.AdminUi;

/// <summary>One host and one signed-in person for tests that do not disturb each other.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    internal AdminUiHost Host { get; private set; } = null!;

    internal Person Person { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Host = await AdminUiHost.StartAsync();
        Person = await Person.SignedInAsync(Host);
    }

    public async Task DisposeAsync()
    {
        Person.Dispose();
        await Host.DisposeAsync();
    }
}
