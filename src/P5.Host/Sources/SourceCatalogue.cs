using P5.Sources;

namespace P5.Host;

/// <summary>The sources by name. A name that is not built in means a plugin in its own process.</summary>
internal sealed class SourceCatalogue(PluginPool pool)
{
    // Created at first use, because a source can have libraries to load.
    private static readonly Dictionary<string, Lazy<ICredentialSource>> s_builtIn = new(StringComparer.Ordinal)
    {
        [EnvSource.Name] = new(() => new EnvSource()),
        // These do other work than authentication in the reference implementation, and answer with an empty credential.
        ["cloudflare"] = new(() => new EmptySource()),
        ["grafana"] = new(() => new EmptySource()),
        ["k9s"] = new(() => new EmptySource()),
        ["kubernetes"] = new(() => new EmptySource()),
    };

    /// <summary>The names that are built in, in ordinal order.</summary>
    public static IEnumerable<string> BuiltInNames => s_builtIn.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether no process is started for a plugin of this name, even if it has a <c>cmd</c>.</summary>
    public static bool IsBuiltIn(string pluginName) => s_builtIn.ContainsKey(pluginName);

    /// <summary>The source that a configured plugin means.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="environment">The environment of a process that is started for it.</param>
    /// <param name="callers">The request whose callers receive what the process prints.</param>
    public ICredentialSource Find(PluginConfiguration plugin, EnvironmentView environment, object callers) =>
        s_builtIn.TryGetValue(plugin.Name, out Lazy<ICredentialSource>? builtIn)
            ? builtIn.Value
            : new ExternalSource(pool, plugin, environment, callers);

    private sealed class EmptySource : ICredentialSource
    {
        public Task<CredentialResult> GetCredentialAsync(
            CredentialRequest request, SourceContext context, CancellationToken cancellationToken) =>
            Task.FromResult(CredentialResult.Granted([], lifetimeSeconds: 0));
    }
}
