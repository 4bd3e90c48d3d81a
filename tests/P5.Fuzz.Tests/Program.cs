using P5.Fuzz.Tests;
using Xunit.Runner.InProc.SystemConsole;

return args switch
{
    [FuzzOptions.Argument, .. string[] rest] => await FuzzCommand.RunAsync(rest),
    [PuppetProcess.Argument, string port] => PuppetProcess.Run(port),
    [PuppetProcess.PrintArgument, string file] => PuppetProcess.Print(file),
    _ => await ConsoleRunner.Run(args),
};
