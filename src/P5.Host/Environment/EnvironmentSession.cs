using System.Diagnostics.CodeAnalysis;

namespace P5.Host;

/// <summary>
/// What P5 has applied to an environment, and how to restore it. Credentials are in layers, the last of the configured
/// order on top: a variable has the value of the uppermost layer that names it, and below the last layer is the value
/// from before. That value is stored in memory only. On top are P5's own <see cref="StatusVariables"/>. Thread-safe.
/// </summary>
[SuppressMessage(
    "Design", "CA1001", Justification = "DeleteFiles is for the end of the process; until then it always has a use.")]
public sealed class EnvironmentSession
{
    private readonly Lock _lock = new();
    private readonly IEnvironmentVariables _target;
    private readonly CredentialFolder? _folder;
    private readonly TimeProvider _clock;
    private readonly VariableFiles _files;
    private readonly List<PluginCredential> _layers = [];
    private readonly Dictionary<string, AppliedVariable> _applied = new(VariableRules.NameComparer);
    private readonly Stack<EnvironmentScope> _scopes = new();
    private long _lastRevision;

    private long _revision;

    /// <summary>Creates a session in which nothing is applied.</summary>
    /// <param name="target">The environment.</param>
    /// <param name="folder">Where files of credentials are; null for a preview, which writes none.</param>
    /// <param name="clock">The clock by which files are deleted when their credentials expire.</param>
    internal EnvironmentSession(IEnvironmentVariables target, CredentialFolder? folder, TimeProvider clock)
    {
        _target = target;
        _folder = folder;
        _clock = clock;
        _files = new VariableFiles(folder, clock);
    }

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
                return AllLayers;
            }
        }
    }

    private PluginCredential[] AllLayers => [.. _scopes.SelectMany(scope => scope.Layers), .. _layers];

    /// <summary>The plugin that each variable has its value from; not those that others changed since.</summary>
    public IReadOnlyDictionary<string, string> PluginsByVariable
    {
        get
        {
            lock (_lock)
            {
                var plugins = new Dictionary<string, string>(VariableRules.NameComparer);
                Dictionary<string, string> present = _target.GetVariables();
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
    /// The paths of the files of credentials that variables contain; not those that were deleted when they expired.
    /// </summary>
    public IReadOnlyList<string> Files
    {
        get
        {
            lock (_lock)
            {
                Dictionary<string, string> present = _target.GetVariables();
                return
                [
                    .. _applied
                        .Where(pair => IsHeld(pair.Key, pair.Value, present) && _files.Contains(pair.Value.Value))
                        .Select(pair => pair.Value.Value)
                        .Order(StringComparer.Ordinal),
                ];
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
    /// <see cref="ErrorIds.EnvironmentInUse"/>: another caller's scope has not ended. <see
    /// cref="ErrorIds.StateUnusable"/>: a file cannot be written. <see cref="ErrorIds.EnvironmentInvalid"/>: a
    /// credential with files has expired. Nothing was applied.
    /// </exception>
    public IReadOnlyList<VariableChange> Apply(
        IReadOnlyCollection<PluginCredential> credentials, Guid caller = default)
    {
        lock (_lock)
        {
            CheckCaller(caller);
            List<PluginCredential> layers = [.. _layers];
            foreach (PluginCredential credential in credentials)
            {
                RequireValid(credential);
                layers.RemoveAll(
                    layer => layer.PluginName == credential.PluginName || layer.Context != credential.Context);
                layers.Add(credential);
            }

            IReadOnlyList<VariableChange> changes =
                Change(layers, [.. credentials.Select(credential => credential.PluginName)]);
            _revision = NextRevision();
            return changes;
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
            var copy = new EnvironmentSession(new OverlayEnvironment(_target), folder: null, _clock);
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
            IReadOnlyList<VariableChange> changes = Change(
                [.. _layers.Where(layer => pluginName is not null && layer.PluginName != pluginName)], incoming: []);
            _revision = NextRevision();
            return changes;
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
            Dictionary<string, string> present = _target.GetVariables();
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
            try
            {
                Change([.. _layers.Where(layer => layer.Context == context)], incoming: []);
                return scope;
            }
            catch
            {
                _scopes.Pop();
                throw;
            }
        }
    }

    /// <summary>
    /// The whole environment of a command with credentials, while this one is unchanged.
    /// </summary>
    /// <param name="context">
    /// What the credentials are for; nothing that was applied for another context is in it.
    /// </param>
    /// <param name="credentials">The credentials, in any order.</param>
    /// <param name="inherited">Holds the files for later plugins, whose paths may be in the credentials.</param>
    /// <returns>The environment. Its files exist until it is disposed, after the command.</returns>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.EnvironmentInvalid"/>: the system does not start a command with so large an environment.
    /// <see cref="ErrorIds.StateUnusable"/>: a file cannot be written.
    /// </exception>
    internal CommandEnvironment Compose(
        AuthenticationContext context, IReadOnlyList<PluginCredential> credentials, IDisposable inherited)
    {
        // A command that lasts longer than a credential still has its files, as it has its variables.
        var files = new VariableFiles(_folder, clock: null);
        try
        {
            VariableSet set = files.Write(VariableSet.Combine(credentials));
            Dictionary<string, string> environment = ViewFor(context, new InheritedVariables()).Variables;
            foreach ((string name, string value) in set.GetVariables().Concat(StatusVariables.Of(credentials)))
            {
                environment[name] = value;
            }

            set.RequireSize(environment);
            return new CommandEnvironment(environment, set, files, inherited);
        }
        catch
        {
            files.Dispose();
            inherited.Dispose();
            throw;
        }
    }

    /// <summary>Describes why no program can be started with what is applied, one sentence each.</summary>
    /// <returns>The sentences; none if programs can be started.</returns>
    public IReadOnlyList<string> FindSizeProblems()
    {
        lock (_lock)
        {
            // A file's variable has the path, which is short.
            Dictionary<string, LayeredVariable> variables = LayeredVariable.Flatten(_layers)
                .Where(pair => !pair.Value.IsFile)
                .ToDictionary(VariableRules.NameComparer);
            return new VariableSet(variables).FindSizeProblems(_target.GetVariables());
        }
    }

    /// <summary>
    /// The environment for a process that works for a context: what is applied for another one is replaced with what
    /// was there before.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="inherited">Variables that override the environment's.</param>
    internal EnvironmentView ViewFor(AuthenticationContext context, InheritedVariables inherited)
    {
        lock (_lock)
        {
            Dictionary<string, string> present = _target.GetVariables();
            var ofUser = new Dictionary<string, string>(present, present.Comparer);
            RemoveApplied(ofUser);
            bool isApplied = _layers.Any(layer => layer.Context == context);
            Dictionary<string, string> variables =
                isApplied ? present : new Dictionary<string, string>(ofUser, ofUser.Comparer);
            foreach ((string name, string value) in inherited.Values)
            {
                variables[name] = value;
            }

            return new EnvironmentView
            {
                Context = context,
                Variables = variables,
                AppliedContext = isApplied ? context : null,
                AppliedFiles =
                    isApplied ? [.. _applied.Values.SelectMany(applied => _files.FindPaths(applied.Value))] : [],
                UserVariables = ofUser,
                Inherited = inherited,
            };
        }
    }

    /// <summary>The environment without any variable that P5 has applied.</summary>
    internal Dictionary<string, string> WithoutPlugins()
    {
        lock (_lock)
        {
            Dictionary<string, string> variables = _target.GetVariables();
            RemoveApplied(variables);
            return variables;
        }
    }

    /// <inheritdoc cref="VariableFiles.FindPaths"/>
    internal IReadOnlyList<string> FindPaths(string text) => _files.FindPaths(text);

    /// <summary>Deletes the files of credentials, at the end of the process. Variables stay.</summary>
    internal void DeleteFiles() => _files.Dispose();

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
            Dictionary<string, string> present = _target.GetVariables();
            foreach (string name in _applied.Keys.Union(scope.Applied.Keys, VariableRules.NameComparer).ToArray())
            {
                PutBack(name, scope.Held.GetValueOrDefault(name), present.GetValueOrDefault(name));
            }

            Load(scope.Layers, scope.Applied);
            KeepFiles();
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

    /// <summary>The file of an expired credential would be deleted at once.</summary>
    private void RequireValid(PluginCredential credential)
    {
        if (credential.ExpiresAt <= _clock.GetUtcNow()
            && credential.VariableNames.FirstOrDefault(credential.IsFile) is { } name)
        {
            throw new P5Exception(
                ErrorIds.EnvironmentInvalid,
                $"The credential of plugin '{credential.PluginName}' has expired, so the file of {name} is not "
                    + "written.",
                "Request a new one with Invoke-P5Authenticate.")
            {
                PluginName = credential.PluginName,
            };
        }
    }

    /// <summary>
    /// Replaces the layers. New files are complete before the first variable changes, and old ones are deleted after
    /// the last.
    /// </summary>
    /// <param name="layers">The new layers.</param>
    /// <param name="incoming">The plugins whose credentials are new.</param>
    private List<VariableChange> Change(List<PluginCredential> layers, HashSet<string> incoming)
    {
        IReadOnlyDictionary<string, LayeredVariable> wanted =
            _files.Write(LayeredVariable.Flatten(layers), _scopes.Count);
        _layers.Clear();
        _layers.AddRange(layers);
        List<VariableChange> changes = Reconcile(wanted, incoming);
        KeepFiles();
        return changes;
    }

    private void KeepFiles() => _files.Keep(AllLayers);

    /// <summary>Sets every variable to what the layers say.</summary>
    /// <param name="wanted">Their variables.</param>
    /// <param name="incoming">The plugins whose credentials are new.</param>
    private List<VariableChange> Reconcile(
        IReadOnlyDictionary<string, LayeredVariable> wanted, HashSet<string> incoming)
    {
        Dictionary<string, string> status = StatusVariables.Of(_layers);

        // At once: to read or write one variable, .NET searches all of them.
        Dictionary<string, string> present = _target.GetVariables();
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
                changes.Add(new VariableChange(
                    name,
                    EnvironmentAction.Set,
                    variable.PluginName,
                    variable.OverriddenPlugin,
                    variable.IsFile ? variable.Value : null));
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

        _target.SetVariable(name, applied.Original);
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

        _target.SetVariable(name, value);
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
            _target.SetVariable(name, value);
        }
    }
}
