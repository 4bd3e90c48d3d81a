using System.CommandLine;

namespace P5.Cli;

internal static class CommandLine
{
    // '@name' is a file to System.CommandLine; to a user of curl or jq it is the command's own argument.
    private static readonly ParserConfiguration s_configuration = new() { ResponseFileTokenReplacer = null };

    /// <summary>Reads it.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="interruption">What ends the commands early.</param>
    /// <returns>The result, including errors.</returns>
    public static ParseResult Parse(string[] args, Interruption interruption)
    {
        var root = new RootCommand("Runs commands with the credentials of a Pulumi stack, from p5 plugins.");
        foreach (Command command in MakeCommands(args.FirstOrDefault(), interruption))
        {
            root.Add(command);
        }

        return root.Parse(MarkCommand(root, args), s_configuration);
    }

    /// <summary>Reports the errors.</summary>
    /// <param name="parsed">What was read.</param>
    /// <param name="error">Standard error.</param>
    public static int ReportErrors(ParseResult parsed, TextWriter error)
    {
        Command command = parsed.CommandResult.Command;
        var report = new Report(error, verbose: false);
        foreach (string message in parsed.Errors.Select(failure => failure.Message).Distinct())
        {
            report.Error(message);
        }

        report.Write($"'p5env{(command is RootCommand ? "" : $" {command.Name}")} --help' shows the usage.");
        return command is ExecCommand ? ExitCodes.ExecFailure : ExitCodes.Usage;
    }

    /// <summary>
    /// The commands. For exec and export, which a user waits for, only the invoked one: each takes a while to create.
    /// </summary>
    private static Command[] MakeCommands(string? called, Interruption interruption) => called switch
    {
        ExecCommand.CommandName => [new ExecCommand(interruption)],
        ExportCommand.CommandName => [new ExportCommand(interruption)],
        _ =>
        [
            new ExecCommand(interruption),
            new ExportCommand(interruption),
            new PluginsCommand(interruption),
            new CheckCommand(interruption),
            new TestPluginCommand(interruption),
            new ConvertCommand(interruption),
        ],
    };

    /// <summary>
    /// Puts '--' before the command of <c>exec</c> if the user did not: from its name on, options and further '--'
    /// are the command's. The parser determines that position, so that options are defined once.
    /// </summary>
    private static string[] MarkCommand(RootCommand root, string[] args)
    {
        for (int i = 0; i < args.Length && args[i] != "--"; i++)
        {
            ParseResult parsed = root.Parse(args[..(i + 1)], s_configuration);
            if (parsed.CommandResult.Command is not ExecCommand exec)
            {
                break;
            }

            if (exec.HasCommand(parsed))
            {
                return [.. args[..i], "--", .. args[i..]];
            }
        }

        return args;
    }
}
