using P5.Host.Credentials;

namespace P5.Host.Environment;

/// <summary>
/// What P5 has applied to an environment, and how to take it back. Credentials lie in layers, the latest on top:
/// a variable has the value of the uppermost layer that names it, and below the last layer lies what was there
/// before. What was there before is kept in memory only. Thread-safe.
/// </summary>
/// <param name="target">The environment.</param>
public sealed class EnvironmentSession(IEnvironmentVariables target)
{
    private readonly Lock _lock = new();
    private readonly List<Credential> _layers = [];
    private readonly Dictionary<string, AppliedVariable> _applied = new(VariableRules.NameComparer);

    /// <summary>The credentials that are applied, the earliest first.</summary>
    public IReadOnlyList<Credential> Applied
    {
        get
        {
            lock (_lock)
            {
                return [.. _layers];
            }
        }
    }

    /// <summary>
    /// Applies a credential. It replaces the one of the same plugin; what that one gave and this one does not is put
    /// back, and so is everything that was applied for another stack or workspace.
    /// </summary>
    /// <param name="credential">The credential.</param>
    /// <returns>What changed, by variable name.</returns>
    public IReadOnlyList<EnvironmentChange> Apply(Credential credential)
    {
        lock (_lock)
        {
            _layers.RemoveAll(layer => layer.PluginName == credential.PluginName || layer.Context != credential.Context);
            _layers.Add(credential);
            return Reconcile(credential);
        }
    }

    /// <summary>Makes a copy that starts from here and never reaches the environment: what is done to it is a preview.</summary>
    /// <returns>The copy.</returns>
    public EnvironmentSession Copy()
    {
        lock (_lock)
        {
            var copy = new EnvironmentSession(new OverlayEnvironment(target));
            copy._layers.AddRange(_layers);
            foreach ((string name, AppliedVariable applied) in _applied)
            {
                copy._applied.Add(name, applied);
            }

            return copy;
        }
    }

    /// <summary>Takes back what was applied.</summary>
    /// <param name="pluginName">The plugin whose variables are taken back; null for all.</param>
    /// <returns>What changed, by variable name.</returns>
    public IReadOnlyList<EnvironmentChange> Clear(string? pluginName = null)
    {
        lock (_lock)
        {
            _layers.RemoveAll(layer => pluginName is null || layer.PluginName == pluginName);
            return Reconcile(incoming: null);
        }
    }

    private List<EnvironmentChange> Reconcile(Credential? incoming)
    {
        IReadOnlyDictionary<string, LayeredVariable> wanted = LayeredVariable.Flatten(_layers);
        List<EnvironmentChange> changes = [];

        foreach ((string name, AppliedVariable applied) in _applied.ToArray())
        {
            if (!wanted.ContainsKey(name))
            {
                changes.Add(TakeBack(name, applied));
            }
        }

        foreach ((string name, LayeredVariable variable) in wanted)
        {
            bool isIncoming = variable.PluginName == incoming?.PluginName;
            if (Put(name, variable, isIncoming) || isIncoming)
            {
                changes.Add(new EnvironmentChange(name, EnvironmentAction.Set, variable.PluginName, variable.OverriddenPlugin));
            }
        }

        changes.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return changes;
    }

    private EnvironmentChange TakeBack(string name, AppliedVariable applied)
    {
        _applied.Remove(name);
        if (target.GetVariable(name) != applied.Value)
        {
            return new EnvironmentChange(name, EnvironmentAction.Left, applied.PluginName);
        }

        target.SetVariable(name, applied.Original);
        EnvironmentAction action = applied.Original is null ? EnvironmentAction.Removed : EnvironmentAction.Restored;
        return new EnvironmentChange(name, action, applied.PluginName);
    }

    /// <summary>Gives a variable its value; one that the user changed since is touched only by its own plugin's credential.</summary>
    private bool Put(string name, LayeredVariable variable, bool isIncoming)
    {
        string? current = target.GetVariable(name);
        AppliedVariable? applied = _applied.GetValueOrDefault(name);
        bool isOurs = applied is not null && current == applied.Value;
        if (applied is not null && !isOurs && !isIncoming)
        {
            return false;
        }

        // What the user put there after us is what was there before this.
        string? original = isOurs ? applied!.Original : current;
        _applied[name] = new AppliedVariable(original, variable.Value, variable.PluginName);
        if (current == variable.Value)
        {
            return false;
        }

        target.SetVariable(name, variable.Value);
        return true;
    }
}
