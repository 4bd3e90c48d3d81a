using System.Runtime.CompilerServices;
using Google.Protobuf.Collections;
using P5.GoPlugin;
using P5.Proto.V0;

namespace P5.Host;

/// <summary>Asks a workspace's plugins for credentials: the ordered ones one after another, then the others side by side.</summary>
/// <param name="pool">Where running plugins are kept.</param>
/// <param name="cache">Where answers are kept.</param>
/// <param name="environment">What plugins get when they are started.</param>
/// <param name="redactor">Takes values out of what plugins say.</param>
/// <param name="timeProvider">The clock that lifetimes are measured on.</param>
internal sealed class Authenticator(
    PluginPool pool,
    CredentialCache cache,
    EnvironmentSession environment,
    IRedactor redactor,
    TimeProvider timeProvider)
{
    private readonly SharedRequests<RequestKey, AuthenticationResult> _requests = new();

    /// <summary>Asks the plugins. One plugin's failure is its result, and never hides another's.</summary>
    /// <param name="configuration">The workspace, loaded for a stack.</param>
    /// <param name="options">Whom to ask, and how.</param>
    /// <param name="cancellationToken">Ends all calls that are under way.</param>
    /// <returns>One result a plugin, each as it comes.</returns>
    public async IAsyncEnumerable<AuthenticationResult> AuthenticateAsync(
        WorkspaceConfiguration configuration,
        AuthenticationOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        AuthenticationContext context = AuthenticationContext.Of(configuration)
            ?? throw new ArgumentException("A stack is needed.", nameof(configuration));
        foreach (string unknown in options.PluginNames?.Where(name => !configuration.Plugins.ContainsKey(name)) ?? [])
        {
            yield return new AuthenticationResult { PluginName = unknown, Error = configuration.NotConfigured(unknown) };
        }

        var inherited = new Dictionary<string, string>(VariableRules.NameComparer);
        foreach (PluginConfiguration plugin in configuration.Sequential)
        {
            PluginCredential? credential;
            if (IsAsked(plugin, options))
            {
                AuthenticationResult result = await AskAsync(configuration, plugin, context, inherited, options, cancellationToken)
                    .ConfigureAwait(false);
                credential = result.Credential;
                yield return result;
            }
            else
            {
                credential = cache.Use(plugin, context);
            }

            foreach ((string name, string value) in credential?.GetVariables() ?? new Dictionary<string, string>())
            {
                inherited[name] = value;
            }
        }

        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<AuthenticationResult>[] rest =
        [
            .. configuration.Parallel
                .Where(plugin => IsAsked(plugin, options))
                .Select(plugin => AskAsync(configuration, plugin, context, inherited, options, abandoned.Token)),
        ];
        try
        {
            await foreach (Task<AuthenticationResult> result in Task.WhenEach(rest).ConfigureAwait(false))
            {
                yield return await result.ConfigureAwait(false);
            }
        }
        finally
        {
            // Whoever stops reading early leaves no call behind.
            await abandoned.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(rest)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool IsAsked(PluginConfiguration plugin, AuthenticationOptions options) =>
        options.PluginNames is null || options.PluginNames.Contains(plugin.Name);

    private Task<AuthenticationResult> AskAsync(
        WorkspaceConfiguration configuration,
        PluginConfiguration plugin,
        AuthenticationContext context,
        Dictionary<string, string> inherited,
        AuthenticationOptions options,
        CancellationToken cancellationToken)
    {
        if (configuration.StackError is { } stackError)
        {
            return Task.FromResult(new AuthenticationResult { PluginName = plugin.Name, Error = stackError });
        }

        if (FindKept(plugin, context, options) is { } kept)
        {
            options.Progress?.Invoke(plugin.Name, AuthenticationProgress.FoundInCache);
            return Task.FromResult(kept);
        }

        options.Progress?.Invoke(plugin.Name, AuthenticationProgress.Asked);
        var variables = new Dictionary<string, string>(inherited, inherited.Comparer);
        return _requests.RunAsync(
            new RequestKey(plugin.Name, context, plugin.Fingerprint(), options.Timeout),
            () => FindKept(plugin, context, options),
            (output, token) => CallAsync(
                MakeAuthenticator(plugin, context, variables, options, output),
                plugin,
                context,
                configuration.SecretsProvider,
                token),
            output => options.Output?.Invoke(plugin.Name, output),
            cancellationToken);
    }

    private AuthenticationResult? FindKept(PluginConfiguration plugin, AuthenticationContext context, AuthenticationOptions options) =>
        !options.Force && cache.Use(plugin, context, options.MinimumLifetime) is { } kept
            ? new AuthenticationResult { PluginName = plugin.Name, Credential = kept, FromCache = true }
            : null;

    private IAuthenticator MakeAuthenticator(
        PluginConfiguration plugin,
        AuthenticationContext context,
        Dictionary<string, string> inherited,
        AuthenticationOptions options,
        Action<PluginOutput> output)
    {
        // A plugin under a debugger stands still for as long as somebody looks at it.
        TimeSpan? timeout = options.Timeout ?? (plugin.Reattach is null ? plugin.Timeout : null);
        EnvironmentView view = environment.ViewFor(context);
        return BuiltinPlugins.Contains(plugin.Name)
            ? BuiltinPlugins.Create(
                plugin.Name, new EnvSurroundings(context.WorkspaceDirectory, view.With(inherited)), timeout, timeProvider)
            : new ExternalPlugin(pool, plugin, context, view, inherited, timeout, timeProvider, output);
    }

    private async Task<AuthenticationResult> CallAsync(
        IAuthenticator authenticator,
        PluginConfiguration plugin,
        AuthenticationContext context,
        string secretsProvider,
        CancellationToken cancellationToken)
    {
        var request = new AuthenticateRequest
        {
            StackName = context.StackName,
            ProgramName = context.ProgramName,
            SecretsProvider = secretsProvider,
        };
        Fill(request.ProgramConfig, plugin.ProgramConfig);
        Fill(request.StackConfig, plugin.StackConfig);
        try
        {
            PluginCredential credential = await authenticator
                .AuthenticateAsync(request, response => Accept(plugin, context, response), cancellationToken)
                .ConfigureAwait(false);
            return new AuthenticationResult { PluginName = plugin.Name, Credential = credential };
        }
        catch (P5Exception exception)
        {
            return new AuthenticationResult { PluginName = plugin.Name, Error = exception };
        }
    }

    private static void Fill(MapField<string, string> field, IReadOnlyDictionary<string, string> settings)
    {
        foreach ((string name, string value) in settings)
        {
            field.Add(name, value);
        }
    }

    private PluginCredential Accept(PluginConfiguration plugin, AuthenticationContext context, AuthenticateResponse response)
    {
        if (!response.Success)
        {
            throw Refused(plugin.Name, redactor.Redact(response.Error));
        }

        var credential = PluginCredential.Create(plugin.Name, context, response.Env, response.TtlSeconds, timeProvider.GetUtcNow());
        cache.Store(plugin, credential);
        return credential;
    }

    private static P5Exception Refused(string pluginName, string reason) => new(
        ErrorIds.AuthenticationFailed,
        $"Plugin '{pluginName}' could not authenticate: {(reason.Length > 0 ? reason : "it gave no reason")}",
        "Correct what the plugin complains of, in its configuration or where it authenticates, and call again.")
    {
        PluginName = pluginName,
    };

    /// <remarks>Callers who wait for different times cannot share: one would wait for too long, or not long enough.</remarks>
    private sealed record RequestKey(string PluginName, AuthenticationContext Context, string Fingerprint, TimeSpan? Timeout)
    {
        public override string ToString() => PluginName;
    }
}
