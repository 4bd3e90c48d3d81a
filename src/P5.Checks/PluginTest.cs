using System.Runtime.CompilerServices;
using P5.GoPlugin;
using P5.GoPlugin.Checks;
using P5.Host;
using P5.Proto.V0;

namespace P5.Checks;

/// <summary>Checks whether a plugin follows the rules of go-plugin and of p5's own service.</summary>
public static class PluginTest
{
    /// <summary>
    /// Tries the rules and returns each result as soon as it is known: the same rules in the same order for every
    /// plugin. The plugin is started a few times and called more than ten times, partly concurrently.
    /// </summary>
    /// <param name="options">The plugin, and the request to send.</param>
    /// <param name="cancellationToken">
    /// Cancels the check. Cancellation, like the end of the enumeration, ends all processes that were started.
    /// </param>
    /// <returns>One check for each rule.</returns>
    /// <exception cref="P5Exception">
    /// The plugin's file does not exist, or does not have the expected checksum.
    /// </exception>
    public static async IAsyncEnumerable<ConformanceCheck> RunAsync(
        PluginTestOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
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
