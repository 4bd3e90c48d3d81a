using System.CommandLine;
using System.Text.Json;
using P5.Host;

namespace P5.Cli;

/// <summary><c>p5env check</c>: reports errors and likely mistakes in the configuration. Starts nothing.</summary>
internal sealed class CheckCommand : P5Command
{
    private readonly Option<string?> _stack = new("--stack", "-s")
    {
        Description = "The stack whose file is checked. Default: all stacks with a file.",
    };

    private readonly PathOption _path = new();

    private readonly Option<bool> _recurse = new("--recurse", "-r")
    {
        Description = "Check every workspace in the folder and below it.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<bool> _strict = new("--strict")
    {
        Description = "Exit with 1 on warnings too.",
        Arity = ArgumentArity.Zero,
    };

    private readonly FormatOption _format = new();

    public CheckCommand(Interruption interruption)
        : base(
            "check",
            "Reports errors and likely mistakes in the configuration, and prints nothing if there are none. "
                + "Exits with 1 on errors.",
            interruption)
    {
        Options.Add(_stack);
        Options.Add(_path);
        Options.Add(_recurse);
        Options.Add(_strict);
        Options.Add(_format);
        AddCommonOptions();
    }

    protected override async Task<int> RunAsync(ParseResult parsed, Report report, CancellationToken cancellationToken)
    {
        await using var host = new P5Host();
        return Interruption.EndAtOnce(() => Check(new ConfigurationChecker(host: host), parsed, report));
    }

    private int Check(ConfigurationChecker checker, ParseResult parsed, Report report)
    {
        string folder = PathOption.Resolve(parsed.GetValue(_path));
        string? stack = parsed.GetValue(_stack);
        IEnumerable<ConfigurationDiagnostic> findings = parsed.GetValue(_recurse)
            ? checker.CheckAll(folder, stack, progress => report.Verbose($"checking {progress.Workspace}"))
            : checker.Check(folder, stack);

        TextWriter output = parsed.InvocationConfiguration.Output;
        bool isJson = _format.IsJson(parsed);
        bool isStrict = parsed.GetValue(_strict);
        bool failed = false;
        var objects = new List<FindingObject>();
        foreach (ConfigurationDiagnostic finding in findings)
        {
            failed |= isStrict || finding.Severity == DiagnosticSeverity.Error;
            if (isJson)
            {
                objects.Add(FindingObject.Of(finding));
            }
            else
            {
                output.Write($"{finding}\n    {finding.Fix}\n");
            }
        }

        if (isJson)
        {
            output.Write($"{JsonSerializer.Serialize(objects, JsonText.Readable.IEnumerableFindingObject)}\n");
        }

        return failed ? FailureCode : ExitCodes.Success;
    }
}
