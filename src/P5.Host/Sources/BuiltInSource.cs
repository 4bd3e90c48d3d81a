using P5.Sources;

namespace P5.Host;

/// <summary>
/// A source that is part of P5: it answers in this process, and its configuration can be checked without asking it.
/// </summary>
/// <param name="name">Its name: that of a plugin without <c>cmd</c>, or the value of <c>builtin</c>.</param>
internal abstract class BuiltInSource(string name) : ICredentialSource
{
    /// <summary>The longest wait that a timer can be set to; longer ones are as good as none.</summary>
    private static readonly TimeSpan s_longestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>The settings that it has; empty if it checks its own.</summary>
    public virtual IReadOnlyList<SourceSetting> Settings => [];

    /// <summary>The keys of its <c>config</c>; empty if they are not known.</summary>
    public virtual IReadOnlyList<string> Keys => [.. Settings.Select(setting => setting.Key)];

    /// <summary>Whether a plugin of this name is this source even if it has a <c>cmd</c>, as in p5.</summary>
    public virtual bool OwnsName => false;

    /// <summary>Whether answers with a lifetime are stored for the other sessions of the user.</summary>
    public virtual bool IsStored => !OwnsName;

    /// <summary>Whether it may set a variable that redirects P5, because it checks the value.</summary>
    public virtual bool MaySet(string variable) => false;

    /// <inheritdoc />
    public async Task<CredentialResult> GetCredentialAsync(
        CredentialRequest request, SourceContext context, CancellationToken cancellationToken)
    {
        TimeSpan limit = context.Timeout <= s_longestTimer ? context.Timeout.Value : Timeout.InfiniteTimeSpan;
        using var timer = new CancellationTokenSource(limit, context.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await ReadAsync(request, context, either.Token).ConfigureAwait(false);
        }
        catch (SourceException exception)
        {
            return CredentialResult.Refused(exception.Message) with
            {
                Fixes =
                [
                    .. exception.Problems.Select(problem => new RefusalFix(
                        SourceDiagnostics.FixOf(problem, Settings, request.ProgramConfig, request.StackConfig) ?? "",
                        problem.Setting)),
                ],
            };
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{Name} took longer than {limit}.", exception);
        }
    }

    /// <inheritdoc />
    public async Task<string?> RevokeAsync(
        CredentialLease lease, SourceContext context, CancellationToken cancellationToken)
    {
        try
        {
            await EndAsync(lease, context, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (SourceException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>
    /// Lists the commands that a plugin runs, and what it reads and requests, for the user who approves it.
    /// </summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="workspace">Full path of the workspace.</param>
    /// <param name="stack">The stack that it is configured for, or null.</param>
    /// <returns>A line each.</returns>
    public virtual IEnumerable<string> ListUses(PluginConfiguration plugin, string workspace, string? stack) => [];

    /// <summary>
    /// Lists the variables of the user's environment that a plugin's answer depends on: if one changes, an answer that
    /// is cached or stored is not used.
    /// </summary>
    /// <param name="plugin">The plugin.</param>
    /// <returns>Their names; none if its configuration is invalid.</returns>
    public virtual IEnumerable<string> ListVariables(PluginConfiguration plugin) => [];

    /// <summary>Lists the variables that a plugin can set, as far as its configuration says it.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <returns>Their names; null if they are not known, or the configuration is invalid.</returns>
    public virtual IReadOnlyCollection<string>? ListNames(PluginConfiguration plugin) =>
        TryReadSettings(plugin) is { } settings ? ListNames(settings) : null;

    /// <summary>Lists the keys of a plugin's <c>config</c> that are not read.</summary>
    /// <param name="plugin">The plugin.</param>
    public virtual IEnumerable<UnreadKey> ListUnreadKeys(PluginConfiguration plugin) =>
        Keys.Count > 0 ? SourceDiagnostics.ListUnreadKeys(Keys, plugin) : [];

    /// <summary>The full paths of the files that a plugin reads; none if its configuration is invalid.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="workspace">Full path of the workspace.</param>
    public virtual IEnumerable<string> ListFiles(PluginConfiguration plugin, string workspace) => [];

    /// <summary>Reports what is wrong in a plugin's configuration. Runs and requests nothing.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="workspace">Full path of the workspace.</param>
    /// <param name="report">Reports findings at the plugin's settings.</param>
    /// <param name="diagnostics">Receives the findings in other files.</param>
    /// <param name="surroundings">
    /// What the settings can name beside files of the workspace; null not to look for it.
    /// </param>
    public virtual void Check(
        PluginConfiguration plugin,
        string workspace,
        PluginDiagnostics report,
        DiagnosticBag diagnostics,
        SourceSurroundings? surroundings)
    {
        if (Settings.Count > 0)
        {
            new SourceDiagnostics(plugin, Settings, report).Check(
                problem => ReadSettings(
                    plugin.ProgramConfig, plugin.StackConfig, settings => Validate(settings, workspace), problem),
                settings => surroundings is null ? [] : FindMissing(settings, workspace, surroundings));
        }
    }

    /// <summary>The settings of a plugin; null if one of them is wrong or missing.</summary>
    protected SourceSettings? TryReadSettings(PluginConfiguration plugin)
    {
        try
        {
            return ReadSettings(plugin.ProgramConfig, plugin.StackConfig);
        }
        catch (SourceException)
        {
            // The request reports it.
            return null;
        }
    }

    /// <summary>The settings of a request.</summary>
    /// <exception cref="SourceException">One is wrong or missing.</exception>
    protected SourceSettings ReadSettings(CredentialRequest request) =>
        ReadSettings(request.ProgramConfig, request.StackConfig);

    /// <summary>The settings of a program and of a stack.</summary>
    /// <exception cref="SourceException">One is wrong or missing.</exception>
    protected SourceSettings ReadSettings(
        IReadOnlyDictionary<string, string> program, IReadOnlyDictionary<string, string> stack)
    {
        var problems = new List<SourceException>();
        SourceSettings settings = ReadSettings(program, stack, Validate, problems.Add);
        SourceException.ThrowIfAny(problems);
        return settings;
    }

    /// <summary>
    /// Throws if settings do not fit together, or have another wrong form. A setting that is wrong by itself has been
    /// reported: it is set, but has no value.
    /// </summary>
    /// <exception cref="SourceException">They do not.</exception>
    protected virtual void Validate(SourceSettings settings)
    {
    }

    /// <summary>Lists the variables that the source can set.</summary>
    /// <param name="settings">Settings that are right.</param>
    /// <returns>Their names; null if the settings do not say it.</returns>
    protected virtual IReadOnlyCollection<string>? ListNames(SourceSettings settings) =>
        [.. Settings.SelectMany(settings.ListNames).Distinct()];

    /// <summary>Validates settings in a workspace, for a check.</summary>
    /// <inheritdoc cref="Validate(SourceSettings)"/>
    protected virtual void Validate(SourceSettings settings, string workspace) => Validate(settings);

    /// <summary>
    /// Finds what settings name and this machine does not have: secrets, executables and files. Runs, requests and
    /// unlocks nothing.
    /// </summary>
    /// <param name="settings">Settings that are right.</param>
    /// <param name="workspace">Full path of the workspace.</param>
    /// <param name="surroundings">Where to look.</param>
    /// <returns>The problems.</returns>
    protected virtual IEnumerable<SourceException> FindMissing(
        SourceSettings settings, string workspace, SourceSurroundings surroundings) =>
    [
        .. settings.ListSecrets()
            .Select(setting => surroundings.FindProblem(setting.Key, setting.Secret, workspace))
            .OfType<SourceException>(),
        .. settings.ListFiles()
            .Select(setting => SourceSurroundings.FindProblem(setting.Key, setting.Path, workspace))
            .OfType<SourceException>(),
    ];

    /// <inheritdoc cref="ICredentialSource.GetCredentialAsync"/>
    /// <exception cref="SourceException">The source refuses.</exception>
    protected abstract Task<CredentialResult> ReadAsync(
        CredentialRequest request, SourceContext context, CancellationToken cancellationToken);

    /// <summary>Ends what the source has created for a credential.</summary>
    /// <param name="lease">The lease of one of its results.</param>
    /// <param name="context">What the source may use of the host.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="SourceException">The lease was not ended.</exception>
    protected virtual Task EndAsync(
        CredentialLease lease, SourceContext context, CancellationToken cancellationToken) =>
        throw new SourceException($"{Name} cannot revoke credentials");

    /// <summary>Reads settings, and reports all that is wrong with them at once.</summary>
    private SourceSettings ReadSettings(
        IReadOnlyDictionary<string, string> program,
        IReadOnlyDictionary<string, string> stack,
        Action<SourceSettings> validate,
        Action<SourceException> report)
    {
        var settings = SourceSettings.Read(Settings, program, stack, report);
        foreach (SourceSetting setting in Settings)
        {
            settings.RemoveNames(
                setting,
                name => FindNameProblem(name) is { } problem ? $"{setting.Key} contains {problem}" : null,
                report);
        }

        try
        {
            validate(settings);
        }
        catch (SourceException exception)
        {
            foreach (SourceException problem in exception.Problems)
            {
                report(problem);
            }
        }

        return settings;
    }

    /// <summary>Why a source cannot set a variable; null if it can.</summary>
    internal static string? FindNameProblem(string name) => VariableRules.Problem(name, value: null)
        ?? (CodeLoadingVariables.RedirectsP5(name) ? $"{name}, which would decide what P5 does elsewhere" : null);
}
