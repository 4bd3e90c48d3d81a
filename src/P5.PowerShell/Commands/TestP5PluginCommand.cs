using System.Collections;
using System.Management.Automation;
using P5.Checks;
using P5.GoPlugin.Checks;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>
/// Checks a plugin against the rules of the protocol, one object per rule. Starts it several times, requests
/// credentials, and stops it.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "P5Plugin", DefaultParameterSetName = CommandSet)]
[OutputType(typeof(PluginCheck))]
public sealed class TestP5PluginCommand : P5Cmdlet
{
    private const string CommandSet = "Command";
    private const string NameSet = "Name";

    /// <summary>The plugin's executable: a path, or a name to look up on PATH.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = CommandSet)]
    [ValidateNotNullOrEmpty]
    public string? Command { get; set; }

    /// <summary>The executable's arguments.</summary>
    [Parameter(Position = 1, ParameterSetName = CommandSet)]
    [ValidateNotNull]
    public string[] ArgumentList { get; set; } = [];

    /// <summary>The settings of the program that the plugin is sent.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [ValidateNotNull]
    public Hashtable Config { get; set; } = [];

    /// <summary>The settings of the stack that the plugin is sent.</summary>
    [Parameter(ParameterSetName = CommandSet)]
    [ValidateNotNull]
    public Hashtable StackConfig { get; set; } = [];

    /// <summary>The configured plugin whose command, arguments and settings are used.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConfiguredPluginCompleter))]
    public string? Name { get; set; }

    /// <summary>A folder in the workspace; by default the location.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The stack in the request; by default dev, with -Name the selected one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StackCompleter))]
    public string? Stack { get; set; }

    /// <summary>The longest that a rule may take, in seconds; by default 10.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int TimeoutSec { get; set; } = 10;

    /// <inheritdoc />
    private protected override void End()
    {
        PluginTestOptions options = ParameterSetName == NameSet ? FromConfiguration() : FromCommand();
        InvokeOrTerminate(
            () => Run((dispatcher, cancellationToken) => CheckAsync(options, dispatcher, cancellationToken)));
    }

    private static async Task CheckAsync(
        PluginTestOptions options, CmdletDispatcher dispatcher, CancellationToken cancellationToken)
    {
        PluginTestOptions observed = options with
        {
            Output = output => dispatcher.Post(cmdlet => PluginOutputWriter.Write(cmdlet, options.Name, output)),
        };
        dispatcher.Waiting.Begin(options.Name);
        await foreach (ConformanceCheck check in PluginTest.RunAsync(observed, cancellationToken).ConfigureAwait(false))
        {
            dispatcher.Post(cmdlet => cmdlet.WriteObject(new PluginCheck(options.Name, check)));
        }
    }

    private PluginTestOptions FromConfiguration()
    {
        WorkspaceConfiguration configuration = LoadConfiguration(Path, Stack);
        string name = PluginNameFilter.Select(configuration.Plugins.Keys, [WildcardPattern.Escape(Name!)]).Single();
        return InvokeOrTerminate(() => PluginTestOptions.From(configuration, name)) with { RuleTimeout = Limit };
    }

    private PluginTestOptions FromCommand() => new()
    {
        Command = IsPath(Command!) ? ResolvePath(Command) : Command!,
        Name = System.IO.Path.GetFileNameWithoutExtension(Command!),
        Arguments = ArgumentList,
        WorkingDirectory = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
        Config = Texts(Config),
        StackConfig = Texts(StackConfig),
        StackName = Stack ?? "dev",
        RuleTimeout = Limit,
    };

    private TimeSpan Limit => TimeSpan.FromSeconds(TimeoutSec);

    private static bool IsPath(string command) => command is ['~', ..]
        || command.AsSpan().ContainsAny(
            System.IO.Path.DirectorySeparatorChar, System.IO.Path.AltDirectorySeparatorChar);

    /// <summary>
    /// The settings in the form that a plugin receives: texts, with booleans as in a configuration file.
    /// </summary>
    private static Dictionary<string, string> Texts(Hashtable settings) =>
        settings.Cast<DictionaryEntry>().ToDictionary(
            entry => LanguagePrimitives.ConvertTo<string>(entry.Key), entry => Text(entry.Value));

    private static string Text(object? value) =>
        value is bool flag ? (flag ? "true" : "false") : LanguagePrimitives.ConvertTo<string>(value);
}
