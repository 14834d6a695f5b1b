using VoicemailOrleans.Bench.Processes;

namespace VoicemailOrleans.Tests.EndToEnd;

/// <summary><c>voicemail doctor</c> on the real executable.</summary>
public sealed class DoctorCommandTests : EndToEndTest
{
    [Fact]
    public async Task Doctor_AllThere_EndsWellAndSaysWhatItSaw()
    {
        var output = await CommandAsync(0, "doctor");
        Assert.Contains($"warn  mail server 127.0.0.1:{Sink.Port}", output, StringComparison.Ordinal);
        Assert.Contains("a flush takes", output, StringComparison.Ordinal);
        Assert.Contains("0 broken", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_MailServerAway_EndsBadly()
    {
        await using var command = ServiceProcess.Launch(Folder, FreePort.Take(), [], ["doctor"]);
        Assert.Equal(1, await command.ExitAsync());
        var output = command.Output;
        Assert.Contains("FAIL  mail server", output, StringComparison.Ordinal);
        Assert.Contains("1 broken", output, StringComparison.Ordinal);
    }
}
