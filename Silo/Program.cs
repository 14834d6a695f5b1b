using System.CommandLine;
using VoicemailOrleans.Silo.Commands;

var root = new RootCommand("VoicemailOrleans: takes voicemails from a PBX, transcribes them, and relays them.")
{
    RunCommand.Create(),
    SendCommand.Create(),
    CheckConfigCommand.Create(),
    DoctorCommand.Create(),
    ProfileCommand.Create(),
    UserCommand.Create(),
    BackupCommand.Create(),
    RestoreCommand.Create(),
    RebuildCommand.Create(),
    VerifyCommand.Create(),
    RekeyCommand.Create(),
    BackfillCommand.Create(),
    DemoCommand.Create(),
    CaptureCommand.Create(),
    PocketSphinxWorkerCommand.Create(),
};

// The service's own host answers SIGTERM, and takes the time it needs to finish running turns.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
