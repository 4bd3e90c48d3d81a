namespace P5.Host;

/// <summary>
/// Owns the running plugins, their credentials and what was applied to the environment. A process has one.
/// Thread-safe.
/// </summary>
public sealed class P5Host : IAsyncDisposable
{
    private static int s_isPrepared;

    private readonly PluginPool _pool;
    private readonly Authenticator _authenticator;
    private readonly CredentialRevoker _revoker;
    private readonly CredentialFolder _files;
    private readonly InheritedFiles _inherited;
    private readonly bool _ownsInherited;

    /// <summary>Creates a host. Starts nothing.</summary>
    /// <param name="options">The options; null for the defaults.</param>
    public P5Host(P5HostOptions? options = null)
    {
        options ??= new P5HostOptions();
        Credentials = new CredentialCache(options.TimeProvider);
        _files = options.CredentialFolder();
        _inherited = new InheritedFiles(options.Files ?? new VariableFiles(_files, options.TimeProvider));
        _ownsInherited = options.Files is null;
        Credentials.Removed += _inherited.Remove;
        Environment = new EnvironmentSession(options.Environment, _files, options.TimeProvider);
        Approvals = new ApprovalStore(options.StateDirectory);
        Store = new CredentialStore(options.StateDirectory, options.TimeProvider, options.PassphraseIterations);
        AutoEnvironment = new AutoEnvironment(
            Environment, Approvals, new StackSelector(options.StackSelection), options.TimeProvider);
        var masker = new SecretMasker(() => [.. Credentials.List(), .. Environment.Remembered]);
        _pool = new PluginPool(options, masker);
        _authenticator =
            new Authenticator(_pool, Credentials, Store, Environment, _inherited, masker, options.TimeProvider);
        _revoker = new CredentialRevoker(Credentials, Store, Environment, masker, options.TimeProvider);
    }

    /// <summary>The cached credentials.</summary>
    public CredentialCache Credentials { get; }

    /// <summary>What was applied to the environment.</summary>
    public EnvironmentSession Environment { get; }

    /// <summary>What the user has approved for <see cref="AutoEnvironment"/>.</summary>
    public ApprovalStore Approvals { get; }

    /// <summary>Credentials that processes of the user share, if the user has turned that on.</summary>
    public CredentialStore Store { get; }

    /// <summary>What follows the user from workspace to workspace.</summary>
    public AutoEnvironment AutoEnvironment { get; }

    /// <summary>The running plugins; a name appears once per process.</summary>
    public IEnumerable<string> RunningPlugins => _pool.Running.Select(instance => instance.Launch.Plugin.Name);

    /// <summary>
    /// Starts, on another thread, the preparations that the first call of a process would wait for, and returns at
    /// once. Call it as early as it is known that plugins will be called; further calls do nothing.
    /// </summary>
    public static void Prepare() => Start(static () =>
    {
        YamlReader.Prepare();
        return Task.CompletedTask;
    });

    /// <summary>
    /// Starts, on another thread, an authentication with a plugin in memory, so that the code of the first call is
    /// compiled, and returns at once. Call it while the process is idle: beside a call it would only take its
    /// processors. Does nothing if plugins may have been called already.
    /// </summary>
    public static void Rehearse() => Start(static () => Rehearsal.RunAsync());

    /// <summary>
    /// Finds the workspace around a folder, its stack, and loads the configuration. Files that have not changed since
    /// the last time are not read again.
    /// </summary>
    /// <param name="path">A folder in the workspace, as a full path.</param>
    /// <param name="stackName">The stack; null for the selected one.</param>
    /// <param name="stackIsOptional">Whether to load without a stack if none was given and none is selected.</param>
    /// <returns>The configuration, for that stack.</returns>
    /// <exception cref="P5Exception">
    /// There is no workspace, no stack, or the configuration or <c>P5_REATTACH_PLUGINS</c> is invalid.
    /// </exception>
    public static WorkspaceConfiguration LoadConfiguration(string path, string? stackName, bool stackIsOptional = false)
    {
        string workspace = WorkspaceLocator.Find(path);
        var selector = new StackSelector();
        WorkspaceConfiguration configuration =
            ConfigurationMemory.Load(workspace, SelectStack(selector, workspace, stackName, stackIsOptional));
        return Reattachments.Apply(
            WithMissingStack(configuration, selector),
            System.Environment.GetEnvironmentVariable(Reattachments.VariableName));
    }

    /// <summary>Gets credentials from a workspace's plugins.</summary>
    /// <param name="configuration">The workspace, loaded for a stack.</param>
    /// <param name="options">Which plugins to call, and how; null calls all with the defaults.</param>
    /// <param name="cancellationToken">Cancels all calls that are under way.</param>
    /// <returns>One result a plugin, each as it comes; a plugin's failure is its result.</returns>
    /// <exception cref="ConfigurationException">
    /// The stack file cannot be used (<see cref="WorkspaceConfiguration.StackError"/>); no plugin was called.
    /// </exception>
    public IAsyncEnumerable<AuthenticationResult> AuthenticateAsync(
        WorkspaceConfiguration configuration,
        AuthenticationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        _files.ReapOnce();
        return _authenticator.AuthenticateAsync(
            configuration, options ?? new AuthenticationOptions(), cancellationToken);
    }

    /// <summary>The whole environment of a command with credentials. The session's environment is unchanged.</summary>
    /// <param name="context">
    /// What the credentials are for; nothing that was applied for another context is in it.
    /// </param>
    /// <param name="credentials">The credentials, in any order.</param>
    /// <returns>
    /// The environment. Its files, and those whose paths later plugins have got, exist until it is disposed, after the
    /// command.
    /// </returns>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.EnvironmentInvalid"/>: the system does not start a command with so large an environment.
    /// <see cref="ErrorIds.StateUnusable"/>: a file cannot be written.
    /// </exception>
    public CommandEnvironment Compose(AuthenticationContext context, IReadOnlyList<PluginCredential> credentials) =>
        Environment.Compose(context, credentials, _inherited.Hold());

    /// <summary>
    /// The credentials of this process whose sources have something to end: those that are cached, and those that are
    /// applied although the cache has another one.
    /// </summary>
    public IReadOnlyList<PluginCredential> ListRevocable() => _revoker.List();

    /// <summary>
    /// Ends the cached, applied and stored credentials of a plugin at their source, and removes them from the cache and
    /// the store. One that cannot be ended is not removed; one that its source cannot revoke is only removed.
    /// </summary>
    /// <param name="pluginName">The plugin's name.</param>
    /// <param name="stackName">The stack; null for all.</param>
    /// <param name="askPassphrase">
    /// Asks the user for the passphrase of the credential store, with the prompt that it is given; returns null if no
    /// one can answer. Null if there is no user.
    /// </param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>What was ended.</returns>
    /// <exception cref="P5Exception">The credential store cannot be used; nothing was revoked.</exception>
    public Task<Revocation> RevokeAsync(
        string pluginName,
        string? stackName = null,
        Func<string, CancellationToken, Task<string?>>? askPassphrase = null,
        CancellationToken cancellationToken = default) =>
        _revoker.RevokeAsync(pluginName, stackName, askPassphrase, cancellationToken);

    /// <summary>The present state of a workspace's plugins. Starts nothing and contacts no plugin.</summary>
    /// <param name="configuration">The workspace, with or without a stack.</param>
    /// <returns>One status a plugin, in call order.</returns>
    public IReadOnlyList<PluginStatus> GetPlugins(WorkspaceConfiguration configuration)
    {
        AuthenticationContext? context = AuthenticationContext.Of(configuration);
        var ofUser = new Lazy<Dictionary<string, string>>(Environment.WithoutPlugins);
        Dictionary<string, List<string>> applied = AppliedIn(configuration.WorkspaceDirectory);
        return
        [
            .. configuration.Plugins.Values.Select(plugin => new PluginStatus
            {
                Configuration = plugin,
                Uses =
                [
                    .. plugin.Source?.ListUses(
                        plugin, configuration.WorkspaceDirectory, configuration.StackName) ?? [],
                ],
                ProcessId = _pool.FindProcess(plugin, configuration.WorkspaceDirectory),
                Credential = context is null ? null : Credentials.Find(plugin.For(ofUser), context),
                AppliedVariables = [.. applied.GetValueOrDefault(plugin.Name, []).Order(StringComparer.Ordinal)],
            }),
        ];
    }

    /// <summary>Stops running plugins.</summary>
    /// <param name="pluginName">The plugin to stop; null stops all.</param>
    /// <param name="kill">True kills them without a grace period.</param>
    /// <returns>Completes when their processes have ended.</returns>
    public Task StopPluginsAsync(string? pluginName = null, bool kill = false) => _pool.StopAsync(pluginName, kill);

    /// <returns>
    /// The variables in the environment by the plugin that returned them; none if another workspace's are applied.
    /// </returns>
    private Dictionary<string, List<string>> AppliedIn(string workspaceDirectory)
    {
        var applied = new Dictionary<string, List<string>>();
        if (Environment.Applied.Any(credential => credential.Context.WorkspaceDirectory == workspaceDirectory))
        {
            foreach ((string name, string plugin) in Environment.PluginsByVariable)
            {
                if (!applied.TryGetValue(plugin, out List<string>? names))
                {
                    applied.Add(plugin, names = []);
                }

                names.Add(name);
            }
        }

        return applied;
    }

    /// <summary>
    /// Starts one preparation in a process. It runs on another thread and is not awaited, so its task captures every
    /// failure, also that of loading an assembly. The call that needs the failed step repeats it and reports the
    /// failure.
    /// </summary>
    private static void Start(Func<Task> preparation)
    {
        if (Interlocked.Exchange(ref s_isPrepared, 1) == 0)
        {
            _ = Task.Run(preparation);
        }
    }

    /// <summary>Not part of loading, whose result is cached: it depends on the other stacks.</summary>
    private static WorkspaceConfiguration WithMissingStack(WorkspaceConfiguration configuration, StackSelector selector)
    {
        return configuration is { StackName: { } stack, StackFile: null }
            && StrayFiles.MissingStack(configuration.WorkspaceDirectory, stack, selector) is { } missing
            ? configuration with { Warnings = [.. configuration.Warnings, missing] }
            : configuration;
    }

    private static string? SelectStack(StackSelector selector, string workspace, string? stackName, bool isOptional)
    {
        try
        {
            return selector.Select(workspace, stackName);
        }
        catch (P5Exception exception) when (isOptional && exception.ErrorId == ErrorIds.StackNotSelected)
        {
            return null;
        }
    }

    /// <summary>
    /// Stops all plugins, including those still starting, and refuses new ones. What was applied to the environment
    /// stays, except for the files of credentials: without this host, nothing would delete them.
    /// </summary>
    /// <param name="kill">True kills them without a grace period.</param>
    /// <returns>Completes when no process is left and everything they printed was delivered.</returns>
    public Task CloseAsync(bool kill = false)
    {
        // First: a process that ends may not wait for the plugins.
        Environment.DeleteFiles();
        if (_ownsInherited)
        {
            _inherited.Dispose();
        }

        return _pool.CloseAsync(kill);
    }

    /// <inheritdoc cref="CloseAsync" path="/summary"/>
    /// <returns>Completes as <see cref="CloseAsync"/> does.</returns>
    public ValueTask DisposeAsync() => new(CloseAsync());
}
