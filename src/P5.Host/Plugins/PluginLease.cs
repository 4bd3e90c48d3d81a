using P5.GoPlugin;

namespace P5.Host.Plugins;

/// <summary>The right to use a running plugin until it is disposed.</summary>
/// <param name="process">The running plugin, which the caller has entered.</param>
/// <param name="output">The caller's listener.</param>
internal sealed class PluginLease(PluginProcess process, Action<PluginOutput> output) : IDisposable
{
    /// <summary>The connection.</summary>
    public PluginClient Client => process.Client;

    /// <summary>Ends the plugin: what it does after an interrupted call, nobody can know.</summary>
    /// <returns>Ends when the process has.</returns>
    public Task KillAsync() => process.EndAsync(kill: true);

    /// <inheritdoc />
    public void Dispose() => process.Leave(output);
}
