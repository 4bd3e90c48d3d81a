using System.CommandLine;
using P5.Cli.Commands;

var root = new RootCommand("Gives commands the credentials of a Pulumi stack, from p5's plugins.")
{
    ExecCommand.Create(),
    ExportCommand.Create(),
    PluginsCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
