using System.CommandLine;
using P5.Host;

namespace P5.Cli;

/// <summary><c>p5env export</c>: the one command that prints values.</summary>
internal sealed class ExportCommand : CallingCommand
{
    public const string CommandName = "export";

    private const string DefaultFormat = "posix";

    private static readonly Dictionary<string, EnvironmentFormat> s_formats = new()
    {
        [DefaultFormat] = EnvironmentFormat.Posix,
        ["fish"] = EnvironmentFormat.Fish,
        ["powershell"] = EnvironmentFormat.PowerShell,
        ["json"] = EnvironmentFormat.Json,
        ["dotenv"] = EnvironmentFormat.Dotenv,
        ["github-actions"] = EnvironmentFormat.GitHubActions,
    };

    private readonly Option<string> _format = new("--format", "-f")
    {
        Description =
            "The output format. github-actions prints masks for the log and appends the variables to $GITHUB_ENV.",
        DefaultValueFactory = _ => DefaultFormat,
    };

    public ExportCommand(Interruption interruption)
        : base(
            CommandName, "Prints the stack's variables with their values, for another program to read.", interruption)
    {
        _format.AcceptOnlyFromAmong([.. s_formats.Keys]);
        Options.Insert(0, _format);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, Report report, CancellationToken cancellationToken)
    {
        var export = new EnvironmentExport(s_formats[parsed.GetRequiredValue(_format)], new ProcessEnvironment());
        VariableSet? set = await CallAsync(parsed, files: null, report, cancellationToken);
        if (set is null)
        {
            return FailureCode;
        }

        set.RequireNoFiles("Run the command that needs them with 'p5env exec'.");
        IReadOnlyDictionary<string, string> variables = set.GetVariables();
        foreach (string warning in set.FindSizeProblems().Concat(export.GetWarnings(variables)))
        {
            report.Warning(warning);
        }

        parsed.InvocationConfiguration.Output.Write(export.GetText(variables));
        export.WriteFile(variables);
        return ExitCodes.Success;
    }
}
