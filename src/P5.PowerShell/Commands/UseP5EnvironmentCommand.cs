using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>
/// Runs a block with the variables of a stack in the session's environment, and restores it however the block ends.
/// </summary>
[Cmdlet(VerbsOther.Use, "P5Environment", DefaultParameterSetName = SelectedSet)]
[OutputType(typeof(object))]
public sealed class UseP5EnvironmentCommand : AutoEnvironmentCmdlet
{
    private const string SelectedSet = "Selected";
    private const string StackSet = "Stack";

    private readonly List<PSObject> _input = [];

    /// <summary>The stack; by default the selected one.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = StackSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StackCompleter))]
    public string? Stack { get; set; }

    /// <summary>The block. It runs in its own scope, as with the call operator <c>&amp;</c>.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = SelectedSet)]
    [Parameter(Position = 1, Mandatory = true, ParameterSetName = StackSet)]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>The plugins to call, with wildcards; by default all.</summary>
    [Parameter]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConfiguredPluginCompleter))]
    public string[]? Plugin { get; set; }

    /// <summary>A folder in the workspace; by default the location.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>What the block gets as its <c>$input</c>, or in its <c>process</c> part.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc />
    private protected override void Process()
    {
        // Collected first: the commands before this one in the pipeline must not have the variables.
        if (MyInvocation.BoundParameters.ContainsKey(nameof(InputObject)))
        {
            _input.Add(InputObject!);
        }
    }

    /// <inheritdoc />
    private protected override void End()
    {
        WorkspaceConfiguration configuration = LoadConfiguration(Path, Stack);
        try
        {
            RunWithin(configuration);
        }
        finally
        {
            // The block may have changed the location to another workspace.
            UpdateAutoEnvironment();
        }
    }

    private void RunWithin(WorkspaceConfiguration configuration)
    {
        EnvironmentSession environment = ModuleState.Host.Environment;

        // Entered before plugins are called: no login for a block that must not run.
        using EnvironmentScope scope = InvokeOrTerminate(
            () => environment.Enter(AuthenticationContext.Of(configuration)!, Caller));
        IReadOnlyList<PluginCredential> credentials = AuthenticateAll(configuration, Plugin);
        WriteFiles(InvokeOrTerminate(() => environment.Apply(credentials, Caller)));
        foreach (string problem in environment.FindSizeProblems())
        {
            WriteWarning(problem);
        }

        RunBlock();
    }

    /// <summary>
    /// Runs it the way a proxy runs its command: the output streams, and <c>break</c>, <c>throw</c> and the end of the
    /// pipeline have the same effect as without P5.
    /// </summary>
    private void RunBlock()
    {
        using SteppablePipeline block = NestedPipeline.Create(this, "param($Block) & $Block", ScriptBlock);
        block.Begin(this);
        foreach (PSObject item in _input)
        {
            block.Process(item);
        }

        block.End();
    }
}
