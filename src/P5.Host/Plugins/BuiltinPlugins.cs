using P5.Proto.V0;

namespace P5.Host;

/// <summary>The plugins that run inside the host. A configured plugin with one of these names is that one, also with a <c>cmd</c>.</summary>
internal static class BuiltinPlugins
{
    // Those beside env do other work than authentication in the reference implementation, and answer with an empty credential.
    private static readonly string[] s_withoutCredential = ["cloudflare", "grafana", "k9s", "kubernetes"];

    /// <summary>The names, in ordinal order.</summary>
    public static IEnumerable<string> Names => s_withoutCredential.Append(EnvPlugin.Name).Order(StringComparer.Ordinal);

    /// <summary>Whether a name is built in.</summary>
    /// <param name="pluginName">The name in the configuration.</param>
    /// <returns>True where no process is started for it.</returns>
    public static bool Contains(string pluginName) => Names.Contains(pluginName);

    /// <summary>Makes a built-in plugin.</summary>
    /// <param name="pluginName">One of <see cref="Names"/>.</param>
    /// <param name="surroundings">Where it works.</param>
    /// <param name="timeout">The longest that its answer may take; null sets no limit.</param>
    /// <param name="timeProvider">The clock of the timeout.</param>
    /// <returns>The plugin.</returns>
    public static IAuthenticator Create(
        string pluginName, EnvSurroundings surroundings, TimeSpan? timeout, TimeProvider timeProvider) =>
        pluginName == EnvPlugin.Name ? new EnvPlugin(surroundings, timeout, timeProvider) : new WithoutCredential();

    private sealed class WithoutCredential : IAuthenticator
    {
        public Task<PluginCredential> AuthenticateAsync(
            AuthenticateRequest request, Func<AuthenticateResponse, PluginCredential> accept, CancellationToken cancellationToken) =>
            Task.FromResult(accept(new AuthenticateResponse { Success = true }));
    }
}
