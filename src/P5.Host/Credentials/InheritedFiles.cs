namespace P5.Host;

/// <summary>
/// The variables of ordered plugins as the plugins after them get them, with files in the place of contents. The files
/// of a credential stay until it expires, the plugin returns another one for the same stack, or the host ends: the
/// plugins that have their paths stay too. Thread-safe.
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

    /// <inheritdoc />
    public void Dispose() => files.Dispose();

    private sealed record CredentialOwner(string PluginName, AuthenticationContext Context);
}
