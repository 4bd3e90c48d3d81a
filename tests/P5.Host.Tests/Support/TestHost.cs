using System.Globalization;

namespace P5.Host.Tests;

/// <summary>
/// A host with a clock and an environment of its own and a workspace to fill. When it is disposed of, it proves that
/// no plugin is left.
/// </summary>
internal sealed class TestHost : IAsyncDisposable
{
    /// <param name="configure">Changes what the host is built on.</param>
    public TestHost(Func<P5HostOptions, P5HostOptions>? configure = null)
    {
        var options = new P5HostOptions
        {
            TimeProvider = Clock,
            Environment = Environment,
            StateDirectory = Workspace.PathOf("state"),
            RuntimeDirectory = null,
            StackSelection = new StackSelectorOptions
            {
                ReadVariable = Environment.GetVariable,
                HomeDirectory = Workspace.PathOf("home"),
            },
        };
        Host = new P5Host(configure?.Invoke(options) ?? options);
    }

    public ObservedTime Clock { get; } = new();

    public MemoryEnvironment Environment { get; } = new();

    public TemporaryWorkspace Workspace { get; } = new();

    public P5Host Host { get; }

    /// <summary>
    /// The variables of the ordered plugin <c>env</c> with which the plugins of <c>tests/plugins/faulty</c> serve.
    /// </summary>
    public string FaultyVariables =>
        $"config = {{ vars = {{ FAULTY_COOKIE = 'crumb', FAULTY_PIDS = '{PidFolder}' }} }}";

    private string PidFolder => Workspace.PathOf("pids");

    /// <summary>Writes p5.toml; a line <c>@recorder</c> makes a plugin that one.</summary>
    public TestHost Write(string toml)
    {
        Directory.CreateDirectory(PidFolder);
        string recorder = $"cmd = '{Programs.Recorder}'\nargs = ['{PidFolder}']";
        Workspace.Write("p5.toml", Wine.WithoutMtls(toml.Replace("@recorder", recorder, StringComparison.Ordinal)));
        return this;
    }

    public TestHost WriteStack(string stack, string yaml)
    {
        Workspace.Write($"Pulumi.{stack}.yaml", yaml);
        return this;
    }

    public WorkspaceConfiguration Load(string stack = "dev") => ConfigurationLoader.Load(Workspace.Root, stack);

    /// <summary>Calls all plugins, or those that the options name.</summary>
    public async Task<IReadOnlyList<AuthenticationResult>> AskAsync(
        string stack = "dev", AuthenticationOptions? options = null, CancellationToken cancellationToken = default) =>
        await Host.AuthenticateAsync(Load(stack), options, cancellationToken)
            .ToListAsync(CancellationToken.None).AsTask().WaitAsync(TestTimeout.Default, CancellationToken.None);

    /// <summary>Calls the only plugin.</summary>
    public async Task<AuthenticationResult> AskOneAsync(
        string stack = "dev", AuthenticationOptions? options = null, CancellationToken cancellationToken = default) =>
        (await AskAsync(stack, options, cancellationToken)).ShouldHaveSingleItem();

    /// <summary>The ids of all plugin processes that were started.</summary>
    public IReadOnlyList<int> ProcessIds()
    {
        string[] files = Directory.Exists(PidFolder) ? Directory.GetFiles(PidFolder) : [];
        return [.. files.Select(file => int.Parse(Path.GetFileName(file), CultureInfo.InvariantCulture))];
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync().AsTask().WaitAsync(TestTimeout.Default);
        ProcessIds().Where(Processes.IsAlive).ShouldBeEmpty("a process is left");
        Workspace.Dispose();
    }
}
