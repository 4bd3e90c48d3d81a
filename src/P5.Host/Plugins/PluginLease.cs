using P5.GoPlugin;

namespace P5.Host;

/// <summary>The right to use a running plugin until it is disposed.</summary>
/// <param name="process">The running plugin, which the caller has entered.</param>
/// <param name="output">The caller's listener.</param>
internal sealed class PluginLease(PluginProcess process, Action<PluginOutput> output) : IDisposable
{
    private bool _isReturned;

    /// <summary>The connection.</summary>
    public PluginClient Client => process.Client;

    /// <summary>Returns the plugin after an interrupted call: what it does then, nobody can know.</summary>
    /// <returns>Ends when the process has, or at once where others still use it: it then ends with the last of them.</returns>
    public Task AbandonAsync()
    {
        _isReturned = true;
        return process.AbandonAsync(output);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!_isReturned)
        {
            process.Leave(output);
        }
    }
}
