using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using P5.Checks;
using P5.GoPlugin.Checks;

namespace P5.Cli;

/// <summary><c>p5env test-plugin</c>: checks a plugin against the rules of the protocol.</summary>
internal sealed class TestPluginCommand : P5Command
{
    private const string CommandName = "test-plugin";

    /// <summary>A finding is placed after the outcome and the longest id.</summary>
    private const int TextColumn = 24;

    private readonly Option<Dictionary<string, string>> _config = Settings(
        "--config", "A setting of the program, as NAME=VALUE. Can be repeated.");

    private readonly Option<Dictionary<string, string>> _stackConfig = Settings(
        "--stack-config", "A setting of the stack, as NAME=VALUE. Can be repeated.");

    private readonly Option<string> _stack = new("--stack", "-s")
    {
        Description = "The stack in the request. Default: dev.",
        DefaultValueFactory = _ => "dev",
    };

    private readonly Option<int> _timeout = new("--timeout", "-t")
    {
        Description = "How many seconds each rule may take. Default: 10.",
        DefaultValueFactory = _ => 10,
    };

    private readonly FormatOption _format = new();

    private readonly CommandLineArgument _commandLine = new(
        CommandName, "The plugin's executable and its arguments. Put -- before it if an argument begins with a dash.");

    public TestPluginCommand(Interruption interruption)
        : base(
            CommandName,
            "Checks a plugin against the rules of the protocol. Exits with 1 if it fails one.",
            interruption)
    {
        _timeout.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, out int seconds) && seconds > 0))
            {
                result.AddError($"--timeout takes a number of seconds above 0, not '{token.Value}'.");
            }
        });
        Options.Add(_config);
        Options.Add(_stackConfig);
        Options.Add(_stack);
        Options.Add(_timeout);
        Options.Add(_format);
        Arguments.Add(_commandLine);
        AddCommonOptions();
    }

    protected override async Task<int> RunAsync(ParseResult parsed, Report report, CancellationToken cancellationToken)
    {
        string[] commandLine = parsed.GetRequiredValue(_commandLine);
        string name = Path.GetFileNameWithoutExtension(commandLine[0]);
        var options = new PluginTestOptions
        {
            Command = commandLine[0],
            Name = name,
            Arguments = commandLine[1..],
            Config = parsed.GetValue(_config) ?? [],
            StackConfig = parsed.GetValue(_stackConfig) ?? [],
            StackName = parsed.GetRequiredValue(_stack),
            RuleTimeout = TimeSpan.FromSeconds(parsed.GetValue(_timeout)),
            Output = output => report.Plugin(name, output),
        };

        TextWriter writer = parsed.InvocationConfiguration.Output;
        bool isJson = _format.IsJson(parsed);
        var checks = new List<ConformanceCheck>();
        await foreach (ConformanceCheck check in PluginTest.RunAsync(options, cancellationToken))
        {
            checks.Add(check);
            if (!isJson)
            {
                Write(writer, check);
            }
        }

        if (isJson)
        {
            string json = JsonSerializer.Serialize(
                checks.Select(CheckObject.Of), JsonText.Readable.IEnumerableCheckObject);
            writer.Write($"{json}\n");
        }

        return checks.Any(check => check.Outcome == CheckOutcome.Fail) ? FailureCode : ExitCodes.Success;
    }

    private static void Write(TextWriter writer, ConformanceCheck check)
    {
        writer.Write($"{$"{Outcome(check),-5} {check.Id}",-TextColumn}{check.Evidence}\n");
        if (check.Outcome == CheckOutcome.Fail)
        {
            writer.Write($"{"",-TextColumn}{check.Recommendation}\n");
        }

        writer.Flush();
    }

    private static string Outcome(ConformanceCheck check) => check.Outcome switch
    {
        CheckOutcome.Pass => "pass",
        CheckOutcome.Fail => "FAIL",
        _ => "n/a",
    };

    private static Option<Dictionary<string, string>> Settings(string name, string description) => new(name)
    {
        Description = description,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        CustomParser = result =>
        {
            var settings = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (Token token in result.Tokens)
            {
                if (token.Value.IndexOf('=') is var sign and > 0)
                {
                    settings[token.Value[..sign]] = token.Value[(sign + 1)..];
                }
                else
                {
                    // Not what was given instead: it may be a value.
                    result.AddError($"{name} takes NAME=VALUE.");
                }
            }

            return settings;
        },
    };
}
