using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>A cmdlet that asks plugins for credentials.</summary>
public abstract class AuthenticatingCmdlet : P5Cmdlet
{
    /// <summary>Begins what the first call of a session needs of the runtime, while it is yet to be found out whom to ask.</summary>
    protected override void BeginProcessing() => P5Host.Prepare();

    /// <summary>Asks the plugins; each failure is a non-terminating error with the plugin as its target.</summary>
    /// <param name="configuration">The workspace, loaded for a stack.</param>
    /// <param name="options">Whom to ask, and how.</param>
    /// <param name="write">Takes each credential as it comes, on the pipeline's thread.</param>
    private protected void Authenticate(
        WorkspaceConfiguration configuration,
        AuthenticationOptions options,
        Action<Credential> write) =>
        Authenticate(
            configuration, options, write, failed => WriteError(P5ErrorRecord.Create(failed.Error!, failed.PluginName)));

    /// <summary>Asks the plugins for what needs all their credentials; where one fails, ends the command with its error.</summary>
    /// <param name="configuration">The workspace, loaded for a stack.</param>
    /// <param name="options">Whom to ask, and how.</param>
    /// <returns>
    /// The credentials in the order of the configuration, in which later ones win: plugins that are asked side by side
    /// answer in any.
    /// </returns>
    private protected IReadOnlyList<PluginCredential> AuthenticateAll(
        WorkspaceConfiguration configuration,
        AuthenticationOptions options)
    {
        var credentials = new Dictionary<string, PluginCredential>();
        var failures = new List<AuthenticationResult>();
        Authenticate(configuration, options, credential => credentials.Add(credential.Plugin, credential.Source), failures.Add);
        foreach (AuthenticationResult failed in failures.SkipLast(1))
        {
            WriteError(P5ErrorRecord.Create(failed.Error!, failed.PluginName));
        }

        if (failures.Count > 0)
        {
            ThrowTerminatingError(P5ErrorRecord.Create(failures[^1].Error!, failures[^1].PluginName));
        }

        foreach (string warning in VariableSet.Combine(configuration, credentials.Values).Warnings)
        {
            WriteWarning(warning);
        }

        return [.. configuration.Plugins.Keys.Where(credentials.ContainsKey).Select(name => credentials[name])];
    }

    /// <summary>Asks the plugins.</summary>
    /// <param name="configuration">The workspace, loaded for a stack.</param>
    /// <param name="options">Whom to ask, and how.</param>
    /// <param name="write">Takes each credential as it comes, on the pipeline's thread.</param>
    /// <param name="fail">Takes each failure, likewise.</param>
    private protected void Authenticate(
        WorkspaceConfiguration configuration,
        AuthenticationOptions options,
        Action<Credential> write,
        Action<AuthenticationResult> fail) =>
        Run((pump, cancellationToken) => AuthenticateAsync(
            configuration,
            options,
            pump,
            (result, elapsed) =>
            {
                WriteVerbose(AuthenticationStory.Tell(result, elapsed));
                if (result.Credential is { } credential)
                {
                    write(new Credential(credential, result.FromCache));
                }
                else
                {
                    fail(result);
                }
            },
            cancellationToken));

    private static async Task AuthenticateAsync(
        WorkspaceConfiguration configuration,
        AuthenticationOptions options,
        PipelinePump pump,
        Action<AuthenticationResult, TimeSpan?> write,
        CancellationToken cancellationToken)
    {
        Dictionary<string, PluginStatus> before =
            ModuleState.Host.GetPlugins(configuration).ToDictionary(plugin => plugin.Configuration.Name);
        AuthenticationOptions observed = options with
        {
            Output = (plugin, output) => pump.Post(cmdlet => PluginOutputWriter.Write(cmdlet, plugin, output)),
            Progress = (plugin, progress) =>
            {
                if (progress == AuthenticationProgress.Asked)
                {
                    pump.Waiting.Begin(plugin);
                    pump.Post(cmdlet => cmdlet.WriteVerbose(AuthenticationStory.TellAsked(before[plugin])));
                }
            },
        };
        await foreach (AuthenticationResult result in ModuleState.Host
            .AuthenticateAsync(configuration, observed, cancellationToken)
            .ConfigureAwait(false))
        {
            TimeSpan? elapsed = pump.Waiting.End(result.PluginName);
            pump.Post(_ => write(result, elapsed));
        }
    }
}
