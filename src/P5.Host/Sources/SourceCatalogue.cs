using P5.Sources;
using P5.Sources.Aws;
using P5.Sources.Azure;

namespace P5.Host;

/// <summary>The sources that are built in. Every other plugin has its own process.</summary>
internal sealed class SourceCatalogue(PluginPool pool)
{
    private static readonly Dictionary<string, BuiltInSource> s_builtIn = new BuiltInSource[]
    {
        new SeparateSource("aws", static () => new AwsSource()),
        new SeparateSource("azure", static () => new AzureSource()),
        new EnvSource(),
        new CommandSource(),
        new PulumiSource(),
        new VaultSource(),
        // These do other work than authentication in the reference implementation, and answer with an empty credential.
        new EmptySource("cloudflare"),
        new EmptySource("grafana"),
        new EmptySource("k9s"),
        new EmptySource("kubernetes"),
    }.ToDictionary(source => source.Name, StringComparer.Ordinal);

    /// <summary>The names that are built in, in ordinal order.</summary>
    public static IEnumerable<string> BuiltInNames => s_builtIn.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether a plugin of this name starts no process, even if it has a <c>cmd</c>.</summary>
    public static bool Owns(string pluginName) => Find(pluginName)?.OwnsName == true;

    /// <summary>The source of a name, or null if none is built in.</summary>
    public static BuiltInSource? Find(string name) => s_builtIn.GetValueOrDefault(name);

    /// <summary>The source that a plugin's table means, or null for a plugin in its own process.</summary>
    /// <param name="pluginName">The name of the table.</param>
    /// <param name="builtIn">The value of <c>builtin</c>; null if it is not set.</param>
    /// <param name="hasCommand">Whether <c>cmd</c> is set.</param>
    public static BuiltInSource? Find(string pluginName, string? builtIn, bool hasCommand) =>
        builtIn is not null ? Find(builtIn)
        : hasCommand && !Owns(pluginName) ? null
        : Find(pluginName);

    /// <summary>The source that a configured plugin means.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="environment">The environment of a process that is started for it.</param>
    /// <param name="callers">The request whose callers receive what the process prints.</param>
    public ICredentialSource Find(PluginConfiguration plugin, EnvironmentView environment, object callers) =>
        (ICredentialSource?)plugin.Source ?? new ExternalSource(pool, plugin, environment, callers);

    private sealed class EmptySource(string name) : BuiltInSource(name)
    {
        public override bool OwnsName => true;

        public override IReadOnlyCollection<string> ListNames(PluginConfiguration plugin) => [];

        protected override Task<CredentialResult> ReadAsync(
            CredentialRequest request, SourceContext context, CancellationToken cancellationToken) =>
            Task.FromResult(CredentialResult.Granted([], lifetimeSeconds: 0));
    }
}
