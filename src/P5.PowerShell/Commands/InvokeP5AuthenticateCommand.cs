using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>Gets the credentials of a stack from the plugins of a workspace.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "P5Authenticate")]
[OutputType(typeof(Credential))]
public sealed class InvokeP5AuthenticateCommand : AuthenticatingCmdlet
{
    private readonly List<Request> _requests = [];

    /// <summary>The stack; by default the selected one.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StackCompleter))]
    public string? Stack { get; set; }

    /// <summary>The plugins to call, with wildcards; by default all.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConfiguredPluginCompleter))]
    public string[]? Plugin { get; set; }

    /// <summary>A folder in the workspace; by default the location.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Workspace")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Calls the plugin although its cached credential is still valid.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Calls the plugin if its credential is valid for less than this; a bare number counts seconds.</summary>
    [Parameter]
    [NumberIsSeconds]
    public TimeSpan MinimumLifetime { get; set; }

    /// <summary>The longest that a plugin's answer may take, in seconds; by default the plugin's own timeout.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int TimeoutSec { get; set; }

    /// <inheritdoc />
    private protected override void Process()
    {
        // Piped plugins of one stack are called as if named together: in order, or in parallel.
        Request? request = _requests.Find(earlier => earlier.Path == Path && earlier.Stack == Stack);
        if (request is null)
        {
            _requests.Add(request = new Request(Path, Stack));
        }

        request.Add(Plugin);
    }

    /// <inheritdoc />
    private protected override void End()
    {
        foreach (Request request in _requests)
        {
            Process(request);
        }
    }

    private void Process(Request request)
    {
        WorkspaceConfiguration configuration = LoadConfiguration(request.Path, request.Stack);
        var options = new AuthenticationOptions
        {
            PluginNames = SelectConfigured(configuration, request.Names),
            Force = Force,
            MinimumLifetime = MinimumLifetime,
            Timeout =
                MyInvocation.BoundParameters.ContainsKey(nameof(TimeoutSec)) ? TimeSpan.FromSeconds(TimeoutSec) : null,
        };
        Authenticate(configuration, options, Write);
    }

    private void Write(AuthenticationResult result)
    {
        if (result.Credential is { } credential)
        {
            WriteObject(new Credential(credential, result.FromCache));
        }
        else
        {
            WriteFailure(result);
        }
    }

    /// <summary>The plugins to call for one stack.</summary>
    private sealed class Request(string? path, string? stack)
    {
        private readonly List<string> _names = [];
        private bool _isForAll;

        public string? Path => path;

        public string? Stack => stack;

        /// <summary>Names and patterns; null for every plugin.</summary>
        public string[]? Names => _isForAll ? null : [.. _names];

        public void Add(string[]? names)
        {
            _isForAll |= names is null;
            _names.AddRange(names ?? []);
        }
    }
}
