using System.Runtime.CompilerServices;
using P5.GoPlugin;
using P5.Sources;

namespace P5.Host;

/// <summary>
/// Gets credentials from a workspace's plugins: the ordered ones in sequence, then the others in parallel.
/// </summary>
/// <param name="pool">The running plugins.</param>
/// <param name="cache">The credentials that are still valid.</param>
/// <param name="store">The credentials that processes of the user share.</param>
/// <param name="environment">The environment that plugins get when they are started.</param>
/// <param name="files">The files of ordered plugins for the plugins after them.</param>
/// <param name="redactor">Masks secrets in what plugins write.</param>
/// <param name="timeProvider">The clock that lifetimes are measured on.</param>
internal sealed class Authenticator(
    PluginPool pool,
    CredentialCache cache,
    CredentialStore store,
    EnvironmentSession environment,
    InheritedFiles files,
    IRedactor redactor,
    TimeProvider timeProvider)
{
    private readonly SourceCatalogue _sources = new(pool);
    private readonly SharedRequests<RequestKey, AuthenticationResult> _requests = new();

    /// <summary>Calls the plugins. One plugin's failure is its result, and never hides another's.</summary>
    /// <param name="configuration">The workspace, loaded for a stack.</param>
    /// <param name="options">Which plugins to call, and how.</param>
    /// <param name="cancellationToken">Ends all calls that are under way.</param>
    /// <returns>One result a plugin, each as it comes.</returns>
    /// <exception cref="ConfigurationException">
    /// The stack file cannot be used (<see cref="WorkspaceConfiguration.StackError"/>); no plugin was called.
    /// </exception>
    public async IAsyncEnumerable<AuthenticationResult> AuthenticateAsync(
        WorkspaceConfiguration configuration,
        AuthenticationOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        AuthenticationContext context = AuthenticationContext.Of(configuration)
            ?? throw new ArgumentException("A stack is needed.", nameof(configuration));
        if (configuration.StackError is { } stackError)
        {
            throw stackError;
        }

        foreach (string unknown in options.PluginNames?.Where(name => !configuration.Plugins.ContainsKey(name)) ?? [])
        {
            yield return new AuthenticationResult
            {
                PluginName = unknown,
                Error = configuration.NotConfigured(unknown),
            };
        }

        var inherited = new InheritedVariables();
        var ofUser = new Lazy<Dictionary<string, string>>(environment.WithoutPlugins);
        int lastCaller = configuration.Parallel.Any(plugin => IsAsked(plugin, options))
            ? configuration.Sequential.Count
            : configuration.Sequential.ToList().FindLastIndex(plugin => IsAsked(plugin, options));
        foreach ((int index, PluginConfiguration ordered) in configuration.Sequential.Index())
        {
            PluginConfiguration plugin = ordered.For(ofUser);
            bool isAsked = IsAsked(plugin, options);
            AuthenticationResult result = isAsked
                ? await AskAsync(
                    plugin, context, inherited, configuration.SecretsProvider, options, cancellationToken)
                    .ConfigureAwait(false)
                : new AuthenticationResult { PluginName = plugin.Name, Credential = cache.Use(plugin, context) };
            if (index < lastCaller || files.Has(plugin.Name, context))
            {
                // Also for plugins that are not called: they, and their credentials, have the paths of the files.
                result = Inherit(result, inherited);
            }

            if (isAsked || result.Error is not null)
            {
                yield return result;
            }
        }

        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<AuthenticationResult>[] rest =
        [
            .. configuration.Parallel
                .Where(plugin => IsAsked(plugin, options))
                .Select(plugin => AskAsync(
                    plugin.For(ofUser), context, inherited, configuration.SecretsProvider, options, abandoned.Token)),
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
            // The calls end if the caller stops reading early.
            await abandoned.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(rest)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool IsAsked(PluginConfiguration plugin, AuthenticationOptions options) =>
        options.PluginNames is null || options.PluginNames.Contains(plugin.Name);

    /// <summary>Adds the variables of a plugin for the plugins after it, which read its files.</summary>
    /// <returns>The result; that of a failure if a file cannot be written.</returns>
    private AuthenticationResult Inherit(AuthenticationResult result, InheritedVariables inherited)
    {
        if (result.Credential is not { } credential)
        {
            return result;
        }

        try
        {
            inherited.Add(files.GetVariables(credential), credential.GetVariables());
            return result;
        }
        catch (P5Exception exception)
        {
            return result with { Credential = null, Error = exception };
        }
    }

    private Task<AuthenticationResult> AskAsync(
        PluginConfiguration plugin,
        AuthenticationContext context,
        InheritedVariables inherited,
        string secretsProvider,
        AuthenticationOptions options,
        CancellationToken cancellationToken) =>
        FindCached(plugin, context, options) is { } cached
            ? Task.FromResult(cached)
            : RequestAsync(
                plugin,
                context,
                inherited.Copy(),
                secretsProvider,
                options,
                cancellationToken);

    private async Task<AuthenticationResult> RequestAsync(
        PluginConfiguration plugin,
        AuthenticationContext context,
        InheritedVariables inherited,
        string secretsProvider,
        AuthenticationOptions options,
        CancellationToken cancellationToken)
    {
        StoredLogin? login = await StoredLogin.PrepareAsync(
            store, plugin, context, secretsProvider, options, timeProvider, cancellationToken).ConfigureAwait(false);
        if (!options.Force && FindStored(login, plugin, context, isSinceRequest: false) is { } stored)
        {
            return stored;
        }

        options.Asking?.Invoke(plugin, pool.FindProcess(plugin, context.WorkspaceDirectory));
        var key = new RequestKey(plugin.Name, context, plugin.Fingerprint(), options.Timeout);

        // Detached after the request has ended, which caches the credential: until then its values are not known, and
        // could not be masked in what the plugin prints.
        using IDisposable output = pool.OutputOf(context.WorkspaceDirectory, plugin.Name)
            .Attach(key, message => options.Output?.Invoke(plugin.Name, message));
        return await _requests.RunAsync(
            key,
            () => FindCached(plugin, context, options),
            token => login is null
                ? CallAsync(key, plugin, inherited, secretsProvider, lease: null, options, token)
                : LogInAsync(login, key, plugin, inherited, secretsProvider, options, token),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Calls a plugin while no other process does, if none has stored its answer meanwhile.</summary>
    private async Task<AuthenticationResult> LogInAsync(
        StoredLogin login,
        RequestKey key,
        PluginConfiguration plugin,
        InheritedVariables inherited,
        string secretsProvider,
        AuthenticationOptions options,
        CancellationToken cancellationToken)
    {
        TimeSpan? timeout = TimeoutOf(plugin, options);
        try
        {
            using IDisposable? held = await login.LockAsync(timeout, cancellationToken).ConfigureAwait(false);
            if (FindStored(login, plugin, key.Context, options.Force) is { } stored)
            {
                return stored;
            }

            AuthenticationResult result = await CallAsync(
                key, plugin, inherited, secretsProvider, login.FindLease(), options, cancellationToken)
                .ConfigureAwait(false);
            if (result.Credential is { PathNames: [] } credential)
            {
                // With the path of a file of this process, another one could not use it.
                login.Write(credential);
            }

            return result with { Warnings = [.. result.Warnings, .. login.Problems] };
        }
        catch (TimeoutException exception)
        {
            return new AuthenticationResult
            {
                PluginName = plugin.Name,
                Error = PluginErrors.LoginElsewhere(plugin.Name, timeout ?? default, exception),
                Warnings = login.Problems,
            };
        }
    }

    private AuthenticationResult? FindStored(
        StoredLogin? login, PluginConfiguration plugin, AuthenticationContext context, bool isSinceRequest)
    {
        if (login?.Find(isSinceRequest) is not { } stored)
        {
            return null;
        }

        CredentialResult answer = CredentialResult.Granted(stored.Variables, stored.LifetimeSeconds) with
        {
            Lease = login.FindLease()?.Lease,
        };
        try
        {
            PluginCredential credential = Store(plugin, context, answer, stored.ObtainedAt);
            return new AuthenticationResult
            {
                PluginName = plugin.Name,
                Credential = credential,
                FromCache = true,
                FromStore = true,
                Warnings = [.. login.Problems, .. MissingFiles(plugin, credential)],
            };
        }
        catch (P5Exception exception)
        {
            return new AuthenticationResult { PluginName = plugin.Name, Error = exception };
        }
    }

    private AuthenticationResult? FindCached(
        PluginConfiguration plugin, AuthenticationContext context, AuthenticationOptions options) =>
        !options.Force && cache.Use(plugin, context, options.MinimumLifetime) is { } cached && HasItsFiles(cached)
            ? new AuthenticationResult { PluginName = plugin.Name, Credential = cached, FromCache = true }
            : null;

    /// <summary>Whether the files exist whose paths an answer contains.</summary>
    private bool HasItsFiles(PluginCredential credential)
    {
        IReadOnlyDictionary<string, string> variables = credential.GetVariables();
        return credential.PathNames.SelectMany(name => FindPaths(variables[name])).All(Path.Exists);
    }

    private IEnumerable<string> FindPaths(string value) => files.FindPaths(value).Concat(environment.FindPaths(value));

    private async Task<AuthenticationResult> CallAsync(
        RequestKey key,
        PluginConfiguration plugin,
        InheritedVariables inherited,
        string secretsProvider,
        SourceLease? lease,
        AuthenticationOptions options,
        CancellationToken cancellationToken)
    {
        AuthenticationContext context = key.Context;
        EnvironmentView view = environment.ViewFor(context, inherited);
        var request = new CredentialRequest
        {
            StackName = context.StackName,
            ProgramName = context.ProgramName,
            SecretsProvider = secretsProvider,
            ProgramConfig = plugin.ProgramConfig,
            StackConfig = plugin.StackConfig,
        };

        // What a source keeps for itself says what it is of: a login is not lost with another profile.
        SourceStore? ownStore = plugin.Kind == PluginKind.Builtin && store.IsFor(plugin)
            ? new SourceStore(
                store, plugin with { UserVariables = "" }, context, secretsProvider, options, timeProvider)
            : null;
        var sourceContext = new SourceContext
        {
            WorkspaceDirectory = context.WorkspaceDirectory,
            Environment = view.Variables,
            Timeout = TimeoutOf(plugin, options),
            TimeProvider = timeProvider,
        };
        if (plugin.Kind == PluginKind.Builtin)
        {
            var secrets = new WorkspaceSecrets(store.Secrets, plugin, context.WorkspaceDirectory, options);
            sourceContext = sourceContext with
            {
                UserEnvironment = view.UserVariables,
                InheritedVariables = inherited.Values,
                Store = ownStore,
                Secrets = secrets,
                Tools = new SourceTools(context.WorkspaceDirectory, view.UserVariables, secrets, timeProvider),
                User = new SourceUser(
                    key, pool.OutputOf(context.WorkspaceDirectory, plugin.Name), redactor, options),
                Lease = options.Force ? null : (lease ?? cache.FindLease(plugin, context))?.Lease,
            };
        }

        try
        {
            CredentialResult result = await _sources.Find(plugin, view, key)
                .GetCredentialAsync(request, sourceContext, cancellationToken)
                .ConfigureAwait(false);
            PluginCredential credential = Store(plugin, context, result, timeProvider.GetUtcNow());
            return new AuthenticationResult
            {
                PluginName = plugin.Name,
                Credential = credential,
                Warnings = [.. ownStore?.Problems ?? [], .. MissingFiles(plugin, credential)],
            };
        }
        catch (P5Exception exception)
        {
            return new AuthenticationResult { PluginName = plugin.Name, Error = exception };
        }
        catch (TimeoutException exception)
        {
            return new AuthenticationResult
            {
                PluginName = plugin.Name,
                Error = PluginErrors.TimedOut(plugin.Name, sourceContext.Timeout ?? default, exception),
            };
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new AuthenticationResult
            {
                PluginName = plugin.Name,
                Error = PluginErrors.Unexpected(plugin.Name, exception),
            };
        }
    }

    // A plugin under a debugger is suspended for an unknown time.
    private static TimeSpan? TimeoutOf(PluginConfiguration plugin, AuthenticationOptions options) =>
        options.Timeout ?? (plugin.Reattach is null ? plugin.Get(PluginOptions.Timeout) : null);

    private PluginCredential Store(
        PluginConfiguration plugin, AuthenticationContext context, CredentialResult result, DateTimeOffset obtainedAt)
    {
        if (result.Refusal is { } reason)
        {
            throw Refused(plugin, redactor.Redact(reason), result);
        }

        if (CommandResolver.IsOfRepository(plugin, context.WorkspaceDirectory)
            && result.Variables.Select(pair => pair.Key)
                .Where(name => plugin.Source?.MaySet(name) != true)
                .FirstOrDefault(CodeLoadingVariables.RedirectsP5) is { } name)
        {
            throw Redirected(plugin.Name, name);
        }

        // A program that returns its whole environment returns the mark of its process too. Commands of the user that
        // inherit it would be killed with the plugin.
        var credential = PluginCredential.Create(
            plugin.Name,
            context,
            result.Variables.Where(pair => !OwnedProcess.IsMark(pair.Key, pair.Value)),
            result.LifetimeSeconds,
            obtainedAt,
            plugin.Get(PluginOptions.Files)) with
        {
            Order = plugin.Order,
            PathNames =
            [
                .. result.Variables
                    .Where(pair => FindPaths(pair.Value).Any())
                    .Select(pair => pair.Key),
            ],
            Lease = result.Lease is { } lease && plugin.Source is { } source
                ? new SourceLease(source.Name, lease)
                : null,
        };
        cache.Store(plugin, credential, result.HasChanged);
        return credential;
    }

    private static IEnumerable<P5Exception> MissingFiles(PluginConfiguration plugin, PluginCredential credential) =>
        plugin.Get(PluginOptions.Files)
            .Where(name => !credential.GetVariables().ContainsKey(name))
            .Select(name => new P5Exception(
                ErrorIds.EnvironmentInvalid,
                $"Plugin '{plugin.Name}' did not return {name}, which "
                    + $"{plugin.Positions[PluginOptions.Files.Key]} lists in files.",
                "Correct the name in files, or the configuration of the plugin.")
            {
                PluginName = plugin.Name,
            });

    private static P5Exception Redirected(string pluginName, string name) => new(
        ErrorIds.EnvironmentInvalid,
        $"Plugin '{pluginName}' returned {SafeText.Truncate(name)}, which redirects P5 itself. A plugin inside the "
            + "repository, or one with arguments, may not set it.",
        "Remove it, and set it for yourself outside of the repository; none of the plugin's variables was used.")
    {
        PluginName = pluginName,
    };

    private static P5Exception Refused(PluginConfiguration plugin, string reason, CredentialResult result) => new(
        ErrorIds.AuthenticationFailed,
        $"Plugin '{plugin.Name}' could not authenticate: ",
        FixOf(plugin, result),
        lines: reason.Length > 0 ? reason : "no reason was given.")
    {
        PluginName = plugin.Name,
    };

    /// <summary>What to do about a refusal; "" if a source of P5 has said all that is known.</summary>
    private static string FixOf(PluginConfiguration plugin, CredentialResult result)
    {
        if (plugin.Source is null)
        {
            return "The reason comes from the plugin: see its documentation.";
        }

        return string.Join(
            ' ',
            result.Fixes
                .SelectMany(fix => new[] { fix.Text, PlaceOf(plugin, fix.Setting) })
                .Where(text => text.Length > 0)
                .Distinct());
    }

    /// <summary>A sentence with the place of a setting; "" if no file sets it.</summary>
    private static string PlaceOf(PluginConfiguration plugin, string setting) =>
        plugin.PositionOf(SourceDiagnostics.PlacesOf(setting)) is { } position ? $"{setting} is at {position}." : "";

    /// <remarks>
    /// Callers with different timeouts cannot share: one would wait too long, or not long enough.
    /// </remarks>
    private sealed record RequestKey(
        string PluginName, AuthenticationContext Context, string Fingerprint, TimeSpan? Timeout)
    {
        public override string ToString() => PluginName;
    }
}
