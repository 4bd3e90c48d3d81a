using P5.GoPlugin;
using P5.Proto.V0;

namespace P5.Host.Conformance;

/// <summary>Checks whether a plugin keeps the rules of go-plugin and of p5's own service.</summary>
public static class PluginTest
{
    /// <summary>
    /// Tries every rule and tells of each as it is done: the same rules in the same order for every plugin. The plugin is
    /// started a few times and asked for credentials more than ten times, some at once.
    /// </summary>
    /// <param name="options">The plugin, and what to ask it.</param>
    /// <param name="cancellationToken">Gives up; like the end of the enumeration, it ends all that was started.</param>
    /// <returns>One check a rule.</returns>
    /// <exception cref="P5Exception">The plugin's file does not exist, or is not the one that its checksum names.</exception>
    public static async IAsyncEnumerable<ConformanceCheck> RunAsync(
        PluginTestOptions options,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var session = new AuthenticateSession(Request(options));
        var suite = new ConformanceOptions
        {
            Plugin = new PluginClientOptions
            {
                Command = options.Command,
                Arguments = options.Arguments,
                WorkingDirectory = options.WorkingDirectory,
                Handshake = PluginContract.Handshake,
                StartTimeout = options.StartTimeout,
                Sha256 = options.Sha256,
                Output = options.Output,
                Redactor = session,
            },
            Service = AuthPlugin.Descriptor.FullName,
            Rules =
            [
                new AuthenticateRule(session),
                new LifetimeRule(session),
                new VariablesRule(session),
                new ConcurrencyRule(session),
                new CancellationRule(session),
                new LargeRequestRule(session),
            ],
            RuleTimeout = options.RuleTimeout,
        };

        IAsyncEnumerator<ConformanceCheck> checks =
            ConformanceSuite.RunAsync(suite, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (checks.ConfigureAwait(false))
        {
            while (await MoveAsync(checks, options.Name).ConfigureAwait(false))
            {
                yield return checks.Current;
            }
        }
    }

    private static async Task<bool> MoveAsync(IAsyncEnumerator<ConformanceCheck> checks, string name)
    {
        try
        {
            return await checks.MoveNextAsync().ConfigureAwait(false);
        }
        catch (PluginException exception)
        {
            throw PluginErrors.Translate(name, exception);
        }
    }

    private static AuthenticateRequest Request(PluginTestOptions options) => new()
    {
        ProgramConfig = { options.Config.ToDictionary() },
        StackConfig = { options.StackConfig.ToDictionary() },
        StackName = options.StackName,
        ProgramName = options.ProgramName,
        SecretsProvider = options.SecretsProvider,
    };
}
