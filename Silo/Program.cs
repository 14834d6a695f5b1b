using System.CommandLine;
using VoicemailOrleans.Silo.Commands;

var root = new RootCommand("VoicemailOrleans: takes voicemails from a PBX, transcribes them, and relays them.")
{
    RunCommand.Create(),
    SendCommand.Create(),
    CheckConfigCommand.Create(),
    UserCommand.Create(),
    DemoCommand.Create(),
    CaptureCommand.Create(),
    PocketSphinxWorkerCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
