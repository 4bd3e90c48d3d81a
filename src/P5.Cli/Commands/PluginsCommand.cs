using System.CommandLine;
using P5.Host;
using P5.Host.Configuration;
using P5.Host.Plugins;

namespace P5.Cli.Commands;

/// <summary><c>p5env plugins</c>: lists what is configured. Starts nothing.</summary>
internal static class PluginsCommand
{
    public static Command Create()
    {
        var stack = new StackOptions();
        var command = new Command("plugins", "Lists the workspace's plugins in the order in which they are asked.");
        stack.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var report = new Report(Console.Error, parsed.GetValue(stack.Verbose));
            try
            {
                WorkspaceConfiguration configuration = P5Host.LoadConfiguration(
                    Path.GetFullPath(parsed.GetRequiredValue(stack.Path)),
                    parsed.GetValue(stack.Stack),
                    stackIsOptional: true);
                report.Configuration(configuration);
                await using var host = new P5Host();
                Write(Console.Out, host.GetPlugins(configuration));
                return ExitCodes.Success;
            }
            catch (P5Exception exception)
            {
                report.Error(exception);
                return ExitCodes.Failure;
            }
        });
        return command;
    }

    private static void Write(TextWriter writer, IReadOnlyList<PluginStatus> plugins)
    {
        string[][] rows =
        [
            ["NAME", "KIND", "COMMAND", "FILE"],
            .. plugins.Select(plugin => new[]
            {
                plugin.Configuration.Name,
                plugin.Kind == PluginKind.Builtin ? "builtin" : "external",
                plugin.Configuration.Command.Length > 0 ? plugin.Configuration.Command : "-",
                plugin.Configuration.SourceFile,
            }),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            writer.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
