namespace P5.Host;

/// <summary>
/// What P5 has applied to an environment, and how to restore it. Credentials are in layers, the last of the configured
/// order on top: a variable has the value of the uppermost layer that names it, and below the last layer is the value
/// from before. That value is stored in memory only. On top are P5's own <see cref="StatusVariables"/>. Thread-safe.
/// </summary>
/// <param name="target">The environment.</param>
public sealed class EnvironmentSession(IEnvironmentVariables target)
{
    private readonly Lock _lock = new();
    private readonly List<PluginCredential> _layers = [];
    private readonly Dictionary<string, AppliedVariable> _applied = new(VariableRules.NameComparer);
    private readonly Stack<EnvironmentScope> _scopes = new();
    private long _lastRevision;

    private long _revision;

    /// <summary>Whether a scope has not ended yet.</summary>
    public bool IsInScope
    {
        get
        {
            lock (_lock)
            {
                return _scopes.Count > 0;
            }
        }
    }

    /// <summary>
    /// Changes whenever something is applied or restored. A scope has its own; its end restores the previous one.
    /// </summary>
    internal long Revision
    {
        get
        {
            lock (_lock)
            {
                return _revision;
            }
        }
    }

    /// <summary>The credentials that are applied, in the configured order.</summary>
    public IReadOnlyList<PluginCredential> Applied
    {
        get
        {
            lock (_lock)
            {
                return [.. LayeredVariable.Sort(_layers)];
            }
        }
    }

    /// <summary>The credentials that are applied, and those that will be again when scopes end.</summary>
    internal IReadOnlyList<PluginCredential> Remembered
    {
        get
        {
            lock (_lock)
            {
                return [.. _scopes.SelectMany(scope => scope.Layers), .. _layers];
            }
        }
    }

    /// <summary>The plugin that each variable has its value from; not those that others changed since.</summary>
    public IReadOnlyDictionary<string, string> PluginsByVariable
    {
        get
        {
            lock (_lock)
            {
                var plugins = new Dictionary<string, string>(VariableRules.NameComparer);
                Dictionary<string, string> present = target.GetVariables();
                foreach ((string name, AppliedVariable variable) in _applied)
                {
                    if (variable.PluginName is { } plugin && IsHeld(name, variable, present))
                    {
                        plugins.Add(name, plugin);
                    }
                }

                return plugins;
            }
        }
    }

    /// <summary>
    /// Applies credentials of one stack. Each replaces the one of the same plugin; what only the old one set is put
    /// back, and so is everything that was applied for another stack or workspace.
    /// </summary>
    /// <param name="credentials">The credentials, in any order.</param>
    /// <param name="caller">The caller: inside a scope, the one that entered it.</param>
    /// <returns>What changed, by variable name.</returns>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.EnvironmentInUse"/>: another caller's scope has not ended.
    /// </exception>
    public IReadOnlyList<VariableChange> Apply(
        IReadOnlyCollection<PluginCredential> credentials, Guid caller = default)
    {
        lock (_lock)
        {
            CheckCaller(caller);
            foreach (PluginCredential credential in credentials)
            {
                _layers.RemoveAll(
                    layer => layer.PluginName == credential.PluginName || layer.Context != credential.Context);
                _layers.Add(credential);
            }

            _revision = NextRevision();
            return Reconcile([.. credentials.Select(credential => credential.PluginName)]);
        }
    }

    /// <summary>
    /// Creates a copy of this state that never changes the environment: what is done to it is a preview.
    /// </summary>
    /// <returns>The copy.</returns>
    public EnvironmentSession Copy()
    {
        lock (_lock)
        {
            var copy = new EnvironmentSession(new OverlayEnvironment(target));
            copy.Load(_layers, _applied);
            return copy;
        }
    }

    /// <summary>Restores what was applied.</summary>
    /// <param name="pluginName">The plugin whose variables are restored; null for all.</param>
    /// <param name="caller">The caller: inside a scope, the one that entered it.</param>
    /// <returns>What changed, by variable name.</returns>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.EnvironmentInUse"/>: another caller's scope has not ended.
    /// </exception>
    public IReadOnlyList<VariableChange> Clear(string? pluginName = null, Guid caller = default)
    {
        lock (_lock)
        {
            CheckCaller(caller);
            _layers.RemoveAll(layer => pluginName is null || layer.PluginName == pluginName);
            _revision = NextRevision();
            return Reconcile(incoming: []);
        }
    }

    /// <summary>Begins a scope with its own credentials, and restores what is applied for another context.</summary>
    /// <param name="context">What the credentials will be for.</param>
    /// <param name="caller">The only caller that may change the environment until the end.</param>
    /// <returns>The time; dispose it to end it.</returns>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.EnvironmentInUse"/>: another caller's scope has not ended.
    /// </exception>
    public EnvironmentScope Enter(AuthenticationContext context, Guid caller)
    {
        lock (_lock)
        {
            CheckCaller(caller);
            Dictionary<string, string> present = target.GetVariables();
            var scope = new EnvironmentScope(
                this,
                caller,
                _revision,
                layers: [.. _layers],
                applied: _applied.ToDictionary(VariableRules.NameComparer),
                held: _applied
                    .Where(pair => IsHeld(pair.Key, pair.Value, present))
                    .ToDictionary(VariableRules.NameComparer));
            _scopes.Push(scope);
            _layers.RemoveAll(layer => layer.Context != context);
            Reconcile(incoming: []);
            return scope;
        }
    }

    /// <summary>
    /// The whole environment of a command with credentials, while this one is unchanged.
    /// </summary>
    /// <param name="context">
    /// What the credentials are for; nothing that was applied for another context is in it.
    /// </param>
    /// <param name="credentials">The credentials, in any order.</param>
    /// <returns>Names and values; the names compare as the platform's do.</returns>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.EnvironmentInvalid"/>: the system does not start a command with so large an environment.
    /// </exception>
    public IReadOnlyDictionary<string, string> Compose(
        AuthenticationContext context, IReadOnlyList<PluginCredential> credentials)
    {
        Dictionary<string, string> variables = LayeredVariable.Flatten(credentials)
            .ToDictionary(pair => pair.Key, pair => pair.Value.Value, VariableRules.NameComparer);
        foreach ((string name, string value) in StatusVariables.Of(credentials))
        {
            variables[name] = value;
        }

        Dictionary<string, string> environment = ViewFor(context, variables).Variables;
        VariableSet.Combine(credentials).RequireSize(environment);
        return environment;
    }

    /// <summary>Describes why no program can be started with what is applied, one sentence each.</summary>
    /// <returns>The sentences; none if programs can be started.</returns>
    public IReadOnlyList<string> FindSizeProblems()
    {
        lock (_lock)
        {
            return VariableSet.Combine(_layers).FindSizeProblems(target.GetVariables());
        }
    }

    /// <summary>
    /// The environment for a process that works for a context: what is applied for another one is replaced with what
    /// was there before.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="inherited">Variables that override the environment's.</param>
    internal EnvironmentView ViewFor(AuthenticationContext context, IReadOnlyDictionary<string, string> inherited)
    {
        lock (_lock)
        {
            Dictionary<string, string> present = target.GetVariables();
            var ofUser = new Dictionary<string, string>(present, present.Comparer);
            RemoveApplied(ofUser);
            bool isApplied = _layers.Any(layer => layer.Context == context);
            Dictionary<string, string> variables =
                isApplied ? present : new Dictionary<string, string>(ofUser, ofUser.Comparer);
            foreach ((string name, string value) in inherited)
            {
                variables[name] = value;
            }

            return new EnvironmentView
            {
                Context = context,
                Variables = variables,
                AppliedContext = isApplied ? context : null,
                UserVariables = ofUser,
                InheritedVariables = inherited,
            };
        }
    }

    /// <summary>The environment without any variable that P5 has applied.</summary>
    internal Dictionary<string, string> WithoutPlugins()
    {
        lock (_lock)
        {
            Dictionary<string, string> variables = target.GetVariables();
            RemoveApplied(variables);
            return variables;
        }
    }

    /// <summary>Ends a scope.</summary>
    /// <param name="scope">The scope, which was entered last.</param>
    internal void Leave(EnvironmentScope scope)
    {
        lock (_lock)
        {
            if (!_scopes.TryPeek(out EnvironmentScope? last) || last != scope)
            {
                throw new InvalidOperationException("Scopes must end in the reverse order of their beginnings.");
            }

            _scopes.Pop();
            _revision = scope.Revision;
            Dictionary<string, string> present = target.GetVariables();
            foreach (string name in _applied.Keys.Union(scope.Applied.Keys, VariableRules.NameComparer).ToArray())
            {
                PutBack(name, scope.Held.GetValueOrDefault(name), present.GetValueOrDefault(name));
            }

            Load(scope.Layers, scope.Applied);
        }
    }

    private void RemoveApplied(Dictionary<string, string> variables)
    {
        foreach ((string name, AppliedVariable applied) in _applied)
        {
            if (IsHeld(name, applied, variables))
            {
                variables.Put(name, applied.Original);
            }
        }
    }

    private long NextRevision() => ++_lastRevision;

    private void Load(IReadOnlyList<PluginCredential> layers, IReadOnlyDictionary<string, AppliedVariable> applied)
    {
        _layers.Clear();
        _layers.AddRange(layers);
        _applied.Clear();
        foreach ((string name, AppliedVariable variable) in applied)
        {
            _applied.Add(name, variable);
        }
    }

    private void CheckCaller(Guid caller)
    {
        if (_scopes.TryPeek(out EnvironmentScope? scope) && scope.Caller != caller)
        {
            throw new P5Exception(
                ErrorIds.EnvironmentInUse,
                "Another runspace of this process is running a block of Use-P5Environment, and all runspaces share one "
                    + "environment.",
                "Wait for the block, or use Invoke-P5Command, which does not change the session environment.");
        }
    }

    /// <summary>Sets every variable to what the layers say.</summary>
    /// <param name="incoming">The plugins whose credentials are new.</param>
    private List<VariableChange> Reconcile(HashSet<string> incoming)
    {
        Dictionary<string, string> status = StatusVariables.Of(_layers);
        IReadOnlyDictionary<string, LayeredVariable> wanted = LayeredVariable.Flatten(_layers);

        // At once: to read or write one variable, .NET searches all of them.
        Dictionary<string, string> present = target.GetVariables();
        List<VariableChange> changes = [];

        foreach ((string name, AppliedVariable applied) in _applied.ToArray())
        {
            if (!wanted.ContainsKey(name) && !status.ContainsKey(name))
            {
                EnvironmentAction action = TakeBack(name, applied, present);
                if (applied.PluginName is { } pluginName)
                {
                    changes.Add(new VariableChange(name, action, pluginName));
                }
            }
        }

        foreach ((string name, LayeredVariable variable) in wanted.Where(pair => !status.ContainsKey(pair.Key)))
        {
            bool isIncoming = incoming.Contains(variable.PluginName);
            if (Put(name, variable.Value, variable.PluginName, isIncoming, present) || isIncoming)
            {
                changes.Add(
                    new VariableChange(name, EnvironmentAction.Set, variable.PluginName, variable.OverriddenPlugin));
            }
        }

        foreach ((string name, string value) in status)
        {
            Put(name, value, pluginName: null, isIncoming: incoming.Count > 0, present);
        }

        changes.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return changes;
    }

    private static bool IsHeld(string name, AppliedVariable applied, Dictionary<string, string> present) =>
        present.GetValueOrDefault(name) == applied.Value;

    private EnvironmentAction TakeBack(string name, AppliedVariable applied, Dictionary<string, string> present)
    {
        _applied.Remove(name);
        if (!IsHeld(name, applied, present))
        {
            return EnvironmentAction.Left;
        }

        target.SetVariable(name, applied.Original);
        return applied.Original is null ? EnvironmentAction.Removed : EnvironmentAction.Restored;
    }

    /// <summary>
    /// Sets a variable; one that the user changed since is set only by its own plugin's credential.
    /// </summary>
    private bool Put(
        string name, string value, string? pluginName, bool isIncoming, Dictionary<string, string> present)
    {
        string? current = present.GetValueOrDefault(name);
        AppliedVariable? applied = _applied.GetValueOrDefault(name);
        bool isOurs = applied is not null && current == applied.Value;
        if (applied is not null && !isOurs && !isIncoming)
        {
            return false;
        }

        // A value that the user set since is the one to restore.
        string? original = isOurs ? applied!.Original : current;
        _applied[name] = new AppliedVariable(original, value, pluginName);
        if (current == value)
        {
            return false;
        }

        target.SetVariable(name, value);
        return true;
    }

    /// <summary>Gives a variable what it had before a scope; one that the user changed in it stays.</summary>
    private void PutBack(string name, AppliedVariable? before, string? current)
    {
        AppliedVariable? applied = _applied.GetValueOrDefault(name);
        if (applied is not null && current != applied.Value)
        {
            return;
        }

        string? below = applied is null ? current : applied.Original;
        string? value = before is not null && below == before.Original ? before.Value : below;
        if (value != current)
        {
            target.SetVariable(name, value);
        }
    }
}
