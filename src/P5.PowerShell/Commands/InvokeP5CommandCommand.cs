using System.Management.Automation;
using P5.GoPlugin;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>
/// Runs a native command with the variables of a stack; the session's environment is unchanged.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "P5Command")]
[OutputType(typeof(string))]
public sealed class InvokeP5CommandCommand : AuthenticatingCmdlet
{
    private readonly List<PSObject?> _input = [];

    /// <summary>The stack; by default the selected one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StackCompleter))]
    public string? Stack { get; set; }

    /// <summary>A folder in the workspace; by default the location. The command always runs in the location.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Leaves the terminal to the command: what it prints goes there, and not into the pipeline.</summary>
    [Parameter]
    public SwitchParameter Interactive { get; set; }

    // Named so that no prefix of it is another parameter: -c and -a belong to the commands (sh -c).
    /// <summary>The command: a name on PATH, a path, or an alias of one of these.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Program { get; set; } = "";

    /// <summary>Its arguments: all that follows it.</summary>
    [Parameter(Position = 1, ValueFromRemainingArguments = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[] ProgramArgument { get; set; } = [];

    /// <summary>What the command reads from its standard input.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc />
    private protected override void Process()
    {
        if (MyInvocation.BoundParameters.ContainsKey(nameof(InputObject)))
        {
            _input.Add(InputObject);
        }
    }

    /// <inheritdoc />
    private protected override void End()
    {
        IReadOnlyList<string> arguments = ReadArguments();
        WorkspaceConfiguration configuration = LoadConfiguration(Path, Stack);
        IReadOnlyList<PluginCredential> credentials = AuthenticateAll(configuration);
        using CommandEnvironment environment = InvokeOrTerminate(
            () => ModuleState.Host.Compose(AuthenticationContext.Of(configuration)!, credentials));
        foreach ((string name, string path) in environment.Files)
        {
            WriteVerbose($"{name} is a file until the command ends: {path}");
        }

        using var command = new NativeCommand(this, Program)
        {
            File = FindApplication(environment.Variables),
            Arguments = arguments,
            WorkingDirectory = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
            Environment = environment.Variables,
            Input = MyInvocation.ExpectingInput ? NativeInput.Read(this, _input) : null,
            IsInteractive = Interactive,
        };
        command.Start();
        try
        {
            Run(command.RunAsync);
        }
        catch (PipelineStoppedException)
        {
            // Ctrl+C ended the command, and its exit code is set all the same, as when PowerShell runs it.
            SetExitCode(command);
            throw;
        }

        SetExitCode(command);
        if (command.ExitCode != 0
            && LanguagePrimitives.IsTrue(GetVariableValue("PSNativeCommandUseErrorActionPreference")))
        {
            WriteError(new ErrorRecord(
                new RuntimeException($"Program \"{Program}\" ended with exit code {command.ExitCode}."),
                "ProgramExitedWithNonZeroCode",
                ErrorCategory.NotSpecified,
                Program));
        }
    }

    private void SetExitCode(NativeCommand command) =>
        SessionState.PSVariable.Set("global:LASTEXITCODE", command.ExitCode);

    /// <summary>
    /// Finds a name on the PATH that the command gets, which may be a plugin's; PowerShell itself knows the session's
    /// only. Paths and aliases are PowerShell's.
    /// </summary>
    private string FindApplication(IReadOnlyDictionary<string, string> environment)
    {
        string name = FollowAliases(Program);
        bool isName = System.IO.Path.GetFileName(name) == name;
        if (isName && ExecutableFinder.TryFind(name, environment, out string? onPath, out _))
        {
            return onPath;
        }

        if (!isName
            && InvokeCommand.GetCommand(name, CommandTypes.Application) is ApplicationInfo { Path: { } path })
        {
            return path;
        }

        CommandInfo? other = InvokeCommand.GetCommand(name, CommandTypes.All & ~CommandTypes.Application);
        string message = other is not null
            ? $"'{Program}' is a {other.CommandType}, not a native command. Use Use-P5Environment {{ … }}."
            : $"The native command '{Program}' was not found. "
                + "Check its name and path, and whether its folder is in the PATH that it gets.";
        ThrowTerminatingError(new ErrorRecord(
            new CommandNotFoundException(message) { CommandName = Program },
            nameof(CommandNotFoundException),
            ErrorCategory.ObjectNotFound,
            Program));
        throw new InvalidOperationException("Not reached: the error ends the command.");
    }

    private string FollowAliases(string name)
    {
        var followed = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (followed.Add(name) && InvokeCommand.GetCommand(name, CommandTypes.Alias) is AliasInfo alias)
        {
            name = alias.Definition;
        }

        return name;
    }

    private IReadOnlyList<string> ReadArguments()
    {
        // PowerShell has it since 7.4; the library that this is compiled against does not have it yet.
        string? statement = PSObject.AsPSObject(MyInvocation).Properties["Statement"]?.Value as string;
        try
        {
            return NativeArguments.Read(ProgramArgument ?? [], statement, MyInvocation.MyCommand.Parameters.Values);
        }
        catch (ArgumentException exception)
        {
            ThrowTerminatingError(new ErrorRecord(exception, "ArgumentTaken", ErrorCategory.InvalidArgument, Program));
            throw;
        }
    }
}
