namespace P5.Host;

/// <summary>
/// Follows the user from workspace to workspace: decides what of an approved workspace is applied when its folder is
/// entered, and restores the environment when it is left. It calls no plugin; its caller does, between <see
/// cref="Enter"/> and <see cref="Apply"/>. Thread-safe, but only one caller at a time may change the folder.
/// </summary>
public sealed class AutoEnvironment
{
    private readonly Lock _lock = new();
    private readonly EnvironmentSession _environment;
    private readonly ApprovalStore _approvals;
    private readonly StackSelector _stacks;
    private readonly TimeProvider _timeProvider;
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    private string? _workspace;
    private string? _stack;
    private StackFiles? _stackFiles;
    private IReadOnlyList<string> _surroundings = [];
    private IReadOnlyList<string> _envFiles = [];
    private WorkspaceStamp? _stamp;
    private bool _isApproved;
    private bool _isApplied;
    private long _revision;
    private DateTimeOffset? _expiresAt;

    internal AutoEnvironment(
        EnvironmentSession environment, ApprovalStore approvals, StackSelector stacks, TimeProvider timeProvider)
    {
        _environment = environment;
        _approvals = approvals;
        _stacks = stacks;
        _timeProvider = timeProvider;
    }

    /// <summary>Whether what is applied was applied by this, and nothing else was applied since.</summary>
    public bool IsApplied
    {
        get
        {
            lock (_lock)
            {
                return _isApplied && !IsTakenOver;
            }
        }
    }

    // What the user applies or clears with other cmdlets stays until the workspace is left.
    private bool IsTakenOver => _environment.Revision != _revision;

    private bool IsExpired => _expiresAt <= _timeProvider.GetUtcNow();

    /// <summary>Whether nothing is to be done in a folder. Reads no file, only times and sizes.</summary>
    /// <param name="directory">Full path of the folder; it need not exist.</param>
    /// <returns>
    /// False if <see cref="Enter"/> is to be called. True inside a scope, which has its own environment.
    /// </returns>
    public bool IsCurrent(string directory)
    {
        lock (_lock)
        {
            if (_environment.IsInScope)
            {
                return true;
            }

            string? workspace = WorkspaceLocator.TryFind(directory);
            return workspace == _workspace
                && (workspace is null || IsTakenOver || (!IsExpired && LookAt(workspace) == _stamp));
        }
    }

    /// <summary>
    /// Restores what is no longer valid, and determines what to apply. Leaving a workspace restores all of it,
    /// including what the user applied in it with other cmdlets.
    /// </summary>
    /// <param name="directory">Full path of the folder where the user is; it need not exist.</param>
    /// <param name="caller">Who changes the environment.</param>
    /// <returns>What is left to do. The same problem with the same files is reported once.</returns>
    public AutoEnvironmentStep Enter(string directory, Guid caller)
    {
        lock (_lock)
        {
            if (_environment.IsInScope)
            {
                return AutoEnvironmentStep.None;
            }

            string? workspace = WorkspaceLocator.TryFind(directory);
            try
            {
                if (workspace != _workspace)
                {
                    Leave(caller);
                }

                return workspace is null || (workspace == _workspace && IsTakenOver)
                    ? AutoEnvironmentStep.None
                    : Evaluate(workspace, caller);
            }
            catch (P5Exception exception)
            {
                TakeBack(caller);
                return ReportOnce($"{workspace}|{_stamp?.Configuration}|{exception.Message}")
                    ? new AutoEnvironmentStep { Problem = exception }
                    : AutoEnvironmentStep.None;
            }
        }
    }

    /// <summary>Applies what the plugins returned.</summary>
    /// <param name="configuration">The workspace that <see cref="Enter"/> returned.</param>
    /// <param name="credentials">Its plugins' credentials; plugins that failed have none.</param>
    /// <param name="caller">Who changes the environment.</param>
    /// <returns>What changed, by variable name.</returns>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.EnvironmentInUse"/>: another caller's scope has begun. <see cref="ErrorIds.StateUnusable"/>:
    /// a file cannot be written; the credentials are not applied.
    /// </exception>
    public IReadOnlyList<VariableChange> Apply(
        WorkspaceConfiguration configuration, IReadOnlyCollection<PluginCredential> credentials, Guid caller)
    {
        lock (_lock)
        {
            foreach (string plugin in _environment.Applied
                .Select(applied => applied.PluginName)
                .Where(name => !configuration.Plugins.ContainsKey(name)))
            {
                _environment.Clear(plugin, caller);
            }

            IReadOnlyList<VariableChange> changes = _environment.Apply(credentials, caller);
            Own();
            _isApplied = true;
            _expiresAt = credentials.Min(credential => credential.ExpiresAt);

            // A plugin may set the stack, which is then not the user's choice.
            _stamp = _stamp! with { Surroundings = LookAt(_workspace!).Surroundings };
            return changes;
        }
    }

    /// <summary>
    /// Forgets the present folder, and restores what this applied. What the user applied since stays.
    /// </summary>
    /// <param name="caller">Who changes the environment.</param>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.EnvironmentInUse"/>: another caller's scope has not ended.
    /// </exception>
    public void Stop(Guid caller)
    {
        lock (_lock)
        {
            TakeBack(caller);
            Forget();
            _reported.Clear();
        }
    }

    /// <summary>Whether a text was not reported before; it is reported from now on.</summary>
    /// <param name="text">The text.</param>
    /// <returns>True the first time.</returns>
    public bool ReportOnce(string text)
    {
        lock (_lock)
        {
            return _reported.Add(text);
        }
    }

    private AutoEnvironmentStep Evaluate(string workspace, Guid caller)
    {
        // From here on the workspace is entered, even if that fails or is interrupted: it is tried again when something
        // has changed, or on coming back, and not with every step inside.
        _workspace = workspace;
        WorkspaceStamp? before = _stamp;
        string? stackBefore = _stack;
        bool isExpired = IsExpired;
        _stack = null;
        _stackFiles = null;
        _expiresAt = null;
        _surroundings = [_approvals.Directory];
        _envFiles = [];
        _stamp = LookAt(workspace);
        _revision = _environment.Revision;

        IReadOnlyList<Approval> approvals = _approvals.Find(WorkspaceIdentity.Of(workspace));
        if (approvals.Count == 0)
        {
            var options = new ConfigurationLoaderOptions { IsApproved = false };
            return ConfigurationLoader.Load(workspace, stackName: null, options).Plugins.Count == 0
                ? AutoEnvironmentStep.None
                : throw NotApproved($"{workspace} is not approved, so its plugins are not called.");
        }

        _isApproved = true;

        // Nothing is parsed that is not approved: first Pulumi.yaml, which leads to the stack, then the stack's file.
        IReadOnlyList<ConfigurationFile> read = WorkspaceFiles.ReadBytes(workspace);
        RequireApproval(approvals, workspace, read);
        if (_stacks.SelectionFile(workspace) is { } selection)
        {
            _surroundings = [.. _surroundings, selection];
        }

        _stack = Select(workspace, stackBefore);
        _stackFiles = StackFiles.Of(workspace);
        _stamp = LookAt(workspace);
        read = [.. read, .. WorkspaceFiles.ReadBytes(ConfigurationStage.Stack, StackFile)];
        RequireApproval(approvals, workspace, read);
        WorkspaceConfiguration configuration = ConfigurationLoader.Load(workspace, _stack);
        _envFiles =
        [
            .. configuration.Plugins.Values.SelectMany(plugin => plugin.Source?.ListFiles(plugin, workspace) ?? []),
        ];
        _stamp = _stamp with { EnvFiles = LookAt(workspace).EnvFiles };

        // A file may have changed after it was compared.
        RequireApproval(approvals, workspace, configuration.Files);
        if (_isApplied && !isExpired && _stack == stackBefore && _stamp.IsSameContent(before))
        {
            _expiresAt = _environment.Applied.Min(applied => applied.ExpiresAt);
            return AutoEnvironmentStep.None;
        }

        TakeBackOthers(AuthenticationContext.Of(configuration)!, caller);
        _isApplied = false;
        return new AutoEnvironmentStep { Configuration = configuration };
    }

    private void RequireApproval(
        IReadOnlyList<Approval> approvals, string workspace, IReadOnlyList<ConfigurationFile> files)
    {
        IReadOnlyList<string> changed = ApprovalCheck.Differences(approvals, workspace, files, _stack);
        if (changed.Count > 0)
        {
            throw NotApproved(
                $"{string.Join(", ", changed)} of {workspace} changed since the approval, "
                + "so its plugins are not called.");
        }
    }

    /// <summary>
    /// The selected stack. Where the applied variables lead to another backend, in which none is selected, it is the
    /// one that they were applied for.
    /// </summary>
    private string Select(string workspace, string? before)
    {
        try
        {
            return _stacks.Select(workspace, requested: null);
        }
        catch (P5Exception exception)
            when (exception.ErrorId == ErrorIds.StackNotSelected && _isApplied && before is not null)
        {
            return before;
        }
    }

    /// <summary>The file of the selected stack, where the approved program has it; null if there is none.</summary>
    private string? StackFile => _stack is null ? null : _stackFiles?.Find(_stack);

    private WorkspaceStamp LookAt(string workspace) =>
        WorkspaceStamp.Of(workspace, StackFile, _envFiles, _surroundings, _stacks.StackVariable());

    /// <summary>
    /// No plugin may be started with variables of another stack, and none of them may remain if it returns nothing.
    /// </summary>
    private void TakeBackOthers(AuthenticationContext context, Guid caller)
    {
        if (_environment.Applied.Any(applied => applied.Context != context))
        {
            _environment.Clear(caller: caller);
        }

        Own();
    }

    private void Leave(Guid caller)
    {
        if (_isApproved && _environment.Applied.Count > 0)
        {
            _environment.Clear(caller: caller);
        }

        Forget();
    }

    private void TakeBack(Guid caller)
    {
        if (_isApproved
            && !IsTakenOver
            && _environment.Applied.Any(applied => applied.Context.WorkspaceDirectory == _workspace))
        {
            _environment.Clear(caller: caller);
        }

        Own();
        _isApplied = false;
    }

    private void Forget()
    {
        _workspace = null;
        _stack = null;
        _stackFiles = null;
        _stamp = null;
        _expiresAt = null;
        _isApproved = false;
        _isApplied = false;
    }

    private void Own() => _revision = _environment.Revision;

    private static P5Exception NotApproved(string message) => new(
        ErrorIds.WorkspaceNotApproved,
        message,
        "Review what would run with Get-P5Workspace, and run Approve-P5Workspace if you trust it.");
}

/// <summary>
/// What is left to do after a change of location: nothing, to report a problem, or to call the plugins.
/// </summary>
public sealed record AutoEnvironmentStep
{
    internal static AutoEnvironmentStep None { get; } = new();

    /// <summary>The workspace whose plugins to call, for its stack; null if none.</summary>
    public WorkspaceConfiguration? Configuration { get; init; }

    /// <summary>Why nothing is applied, for the user; null if there is no reason, or it was reported before.</summary>
    public P5Exception? Problem { get; init; }
}
