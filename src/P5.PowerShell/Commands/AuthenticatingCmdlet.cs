using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>A cmdlet that gets credentials from plugins.</summary>
public abstract class AuthenticatingCmdlet : P5Cmdlet
{
    /// <summary>
    /// Starts to prepare the runtime for the first call of a session, before it is known which plugins to call.
    /// </summary>
    private protected override void Begin() => P5Host.Prepare();

    /// <summary>
    /// Calls the plugins. If the stack file cannot be used, writes its error, once for all plugins.
    /// </summary>
    /// <param name="configuration">The workspace, loaded for a stack.</param>
    /// <param name="options">Which plugins to call, and how.</param>
    /// <param name="receive">Takes each result as it comes, on the pipeline's thread.</param>
    private protected void Authenticate(
        WorkspaceConfiguration configuration, AuthenticationOptions options, Action<AuthenticationResult> receive)
    {
        if (configuration.StackError is { } stackError)
        {
            WriteError(P5ErrorRecord.Create(stackError, stackError.File));
            return;
        }

        Run(async (dispatcher, cancellationToken) =>
        {
            AuthenticationOptions observed = options with
            {
                Output =
                    (plugin, output) => dispatcher.Post(cmdlet => PluginOutputWriter.Write(cmdlet, plugin, output)),
                Asking = (plugin, processId) =>
                {
                    dispatcher.Waiting.Begin(plugin.Name);
                    dispatcher.Post(cmdlet => cmdlet.WriteVerbose(VerboseMessages.Calling(plugin, processId)));
                },
                Waiting = (plugin, holder) => dispatcher.Waiting.Describe(
                    plugin, holder is null ? null : $"waiting for the login in {holder}"),
                AskSecret = dispatcher.AskSecretAsync,
                IsInteractive = dispatcher.IsInteractiveAsync,
            };
            await foreach (AuthenticationResult result in ModuleState.Host
                .AuthenticateAsync(configuration, observed, cancellationToken)
                .ConfigureAwait(false))
            {
                TimeSpan? elapsed = dispatcher.Waiting.End(result.PluginName);
                dispatcher.Post(cmdlet =>
                {
                    foreach (P5Exception warning in result.Warnings)
                    {
                        cmdlet.WriteWarning(warning);
                    }

                    cmdlet.WriteVerbose(VerboseMessages.Answered(result, elapsed));
                    receive(result);
                });
            }
        });
    }

    /// <summary>
    /// Calls plugins for a command that needs all their credentials; if one fails, ends the command with its error.
    /// </summary>
    /// <param name="configuration">The workspace, loaded for a stack.</param>
    /// <param name="patterns">The plugins to call, with wildcards; null for all.</param>
    /// <returns>The credentials, in any order.</returns>
    private protected IReadOnlyList<PluginCredential> AuthenticateAll(
        WorkspaceConfiguration configuration, string[]? patterns = null)
    {
        if (configuration.StackError is { } stackError)
        {
            ThrowTerminatingError(P5ErrorRecord.Create(stackError, stackError.File));
        }

        var options = new AuthenticationOptions { PluginNames = SelectConfigured(configuration, patterns) };
        var results = new List<AuthenticationResult>();
        Authenticate(configuration, options, results.Add);

        // Plugins that are called in parallel fail in any order; which error ends the command must not depend on it.
        AuthenticationResult[] failures =
        [
            .. results
                .Where(result => result.Error is not null)
                .OrderBy(result => configuration.Plugins.GetValueOrDefault(result.PluginName)?.Order),
        ];
        foreach (AuthenticationResult failed in failures.SkipLast(1))
        {
            WriteFailure(failed);
        }

        if (failures.Length > 0)
        {
            ThrowTerminatingError(P5ErrorRecord.Create(failures[^1].Error!, failures[^1].PluginName));
        }

        PluginCredential[] credentials = [.. results.Select(result => result.Credential!)];
        foreach (string warning in VariableSet.Combine(credentials).Warnings)
        {
            WriteWarning(warning);
        }

        return credentials;
    }

    /// <summary>Selects plugins of a workspace, with a warning for each wildcard that matches none.</summary>
    /// <param name="configuration">The workspace.</param>
    /// <param name="patterns">What the user entered; null means every plugin.</param>
    /// <returns>The names; null for every plugin.</returns>
    private protected IReadOnlySet<string>? SelectConfigured(WorkspaceConfiguration configuration, string[]? patterns)
    {
        string[] configured = [.. configuration.Plugins.Keys];
        WarnOfUnmatched(configured, patterns, "Configured");
        return PluginNameFilter.Select(configured, patterns);
    }

    /// <summary>Writes a failure as a non-terminating error with the plugin as its target.</summary>
    private protected void WriteFailure(AuthenticationResult failed) =>
        WriteError(P5ErrorRecord.Create(failed.Error!, failed.PluginName));
}
