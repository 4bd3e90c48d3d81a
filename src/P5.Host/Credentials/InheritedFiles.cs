namespace P5.Host;

/// <summary>
/// The variables of ordered plugins as the plugins after them get them, with files in the place of contents. The files
/// of a credential stay until it expires, the plugin's credential is removed from the cache, or the host ends; another
/// credential for the same stack replaces their contents. They do not end with a call: the plugins that have their
/// paths continue, and their cached credentials may contain them. Thread-safe.
/// </summary>
/// <param name="files">The files. They are disposed with this.</param>
internal sealed class InheritedFiles(VariableFiles files) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<CredentialOwner, PluginCredential> _latest = [];

    /// <summary>The variables of a credential for a program.</summary>
    /// <param name="credential">The credential.</param>
    /// <returns>Names and values.</returns>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.StateUnusable"/>: a file cannot be written.
    /// </exception>
    public IReadOnlyDictionary<string, string> GetVariables(PluginCredential credential)
    {
        if (!credential.VariableNames.Any(credential.IsFile))
        {
            return credential.GetVariables();
        }

        lock (_lock)
        {
            IReadOnlyDictionary<string, string> variables =
                files.Write(VariableSet.Combine([credential])).GetVariables();
            _latest[new CredentialOwner(credential.PluginName, credential.Context)] = credential;
            files.Keep(_latest.Values);
            return variables;
        }
    }

    /// <summary>Whether later plugins have got the paths of files of a plugin.</summary>
    /// <param name="pluginName">The plugin's name in the configuration.</param>
    /// <param name="context">What its credential is for.</param>
    public bool Has(string pluginName, AuthenticationContext context)
    {
        lock (_lock)
        {
            return _latest.ContainsKey(new CredentialOwner(pluginName, context));
        }
    }

    /// <inheritdoc cref="VariableFiles.Hold"/>
    public IDisposable Hold() => files.Hold();

    /// <inheritdoc cref="VariableFiles.FindPaths"/>
    public IReadOnlyList<string> FindPaths(string text) => files.FindPaths(text);

    /// <summary>Deletes the files of a plugin, for every stack. The next call writes them again.</summary>
    /// <param name="pluginName">The plugin whose credential was removed from the cache.</param>
    public void Remove(string pluginName)
    {
        lock (_lock)
        {
            foreach (CredentialOwner owner in _latest.Keys.Where(owner => owner.PluginName == pluginName).ToArray())
            {
                _latest.Remove(owner);
            }

            files.Keep(_latest.Values);
        }
    }

    /// <inheritdoc />
    public void Dispose() => files.Dispose();

    private sealed record CredentialOwner(string PluginName, AuthenticationContext Context);
}
