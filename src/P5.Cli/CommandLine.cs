using System.CommandLine;
using P5.Host;

namespace P5.Cli;

internal static class CommandLine
{
    // '@name' is a file to System.CommandLine; to a user of curl or jq it is the command's own argument.
    private static readonly ParserConfiguration s_configuration = new() { ResponseFileTokenReplacer = null };

    /// <summary>Reads it.</summary>
    /// <param name="args">The arguments; without any, the result shows the help.</param>
    /// <param name="interruption">What ends the commands early.</param>
    /// <returns>The result, including errors.</returns>
    public static ParseResult Parse(string[] args, Interruption interruption)
    {
        var root = new RootCommand("Runs commands with the credentials of a Pulumi stack, from p5 plugins.");
        foreach (Command command in MakeCommands(args.FirstOrDefault(), interruption))
        {
            root.Add(command);
        }

        return root.Parse(args is [] ? ["--help"] : MarkCommand(root, args), s_configuration);
    }

    /// <summary>Reports the errors.</summary>
    /// <param name="parsed">What was read.</param>
    /// <param name="error">Standard error.</param>
    public static int ReportErrors(ParseResult parsed, TextWriter error)
    {
        Command command = parsed.CommandResult.Command;
        var report = new Report(error, verbose: false);
        IEnumerable<string> messages = parsed.UnmatchedTokens is [string unknown, ..]
            ? [Unknown(command, unknown)]
            // The library writes lists on lines with tabs, with either line end; the report would escape them.
            : parsed.Errors
                .Select(failure => failure.Message
                    .Replace("\r\n\t", " ", StringComparison.Ordinal)
                    .Replace("\n\t", " ", StringComparison.Ordinal))
                .Distinct();
        foreach (string message in messages)
        {
            report.Error(message);
        }

        report.Write($"'{NameOf(command)} --help' shows the usage.");
        return command is ExecCommand ? ExitCodes.ExecFailure : ExitCodes.Usage;
    }

    /// <summary>
    /// The error for the first word that was not understood. What follows may be its own, so that further errors would
    /// mislead.
    /// </summary>
    private static string Unknown(Command command, string word)
    {
        (string kind, IEnumerable<string> known) = word.StartsWith('-')
            ? ("an option", command.Options.Select(option => option.Name))
            : command.Subcommands.Count > 0 ? ("a command", command.Subcommands.Select(inner => inner.Name))
            : ("an argument", []);
        if (known.Contains(word))
        {
            return $"'{word}' is an option of {NameOf(command)} and must be after that.";
        }

        string? nearest = word.StartsWith('-') && !word.StartsWith("--", StringComparison.Ordinal)
            ? null // a letter is near to every other
            : NearestName.Find(word, known);
        return $"'{word}' is not {kind} of {NameOf(command)}.{(nearest is null ? "" : $" Did you mean {nearest}?")}";
    }

    private static string NameOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{NameOf(parent)} {command.Name}" : "p5env";

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
            new SchemaCommand(interruption),
            new StoreCommand(interruption),
            new SecretCommand(interruption),
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
