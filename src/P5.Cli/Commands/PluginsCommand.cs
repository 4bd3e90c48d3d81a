using System.CommandLine;
using P5.GoPlugin;
using P5.Host;

namespace P5.Cli;

/// <summary><c>p5env plugins</c>: lists what is configured. Starts nothing.</summary>
internal sealed class PluginsCommand(Interruption interruption)
    : StackCommand("plugins", "Lists the workspace's plugins in call order, without starting any.", interruption)
{
    protected override async Task<int> RunAsync(ParseResult parsed, Report report, CancellationToken cancellationToken)
    {
        WorkspaceConfiguration configuration = Load(parsed, report, stackIsOptional: true);
        await using var host = new P5Host();
        Write(parsed.InvocationConfiguration.Output, host.GetPlugins(configuration));
        return ExitCodes.Success;
    }

    private static void Write(TextWriter writer, IReadOnlyList<PluginStatus> plugins)
    {
        string[][] rows =
        [
            ["NAME", "KIND", "COMMAND", "FILE"],
            .. plugins.Select(plugin => new[]
            {
                plugin.Configuration.Name,
                plugin.State switch
                {
                    PluginState.Ready => "builtin",
                    PluginState.Attached => "attached",
                    _ => "external",
                },
                plugin.Configuration.Command.Length > 0 ? plugin.Configuration.Command
                    : plugin.Uses.Count > 0 ? string.Join("; ", plugin.Uses)
                    : "-",
                plugin.Configuration.CommandFile,
            }.Select(SafeText.Whole).ToArray()),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            writer.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}
