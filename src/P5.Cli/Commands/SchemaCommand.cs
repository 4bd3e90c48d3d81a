using System.CommandLine;
using P5.Host;

namespace P5.Cli;

/// <summary><c>p5env schema</c>: prints the JSON schema of p5.toml, for editors.</summary>
internal sealed class SchemaCommand : P5Command
{
    public SchemaCommand(Interruption interruption)
        : base("schema", "Prints the JSON schema of p5.toml, for editors.", interruption) => AddCommonOptions();

    protected override Task<int> RunAsync(ParseResult parsed, Report report, CancellationToken cancellationToken)
    {
        parsed.InvocationConfiguration.Output.Write(ConfigurationSchema.ToJson());
        return Task.FromResult(ExitCodes.Success);
    }
}
