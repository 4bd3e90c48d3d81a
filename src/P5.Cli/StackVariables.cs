using P5.Host;

namespace P5.Cli;

/// <summary>Calls all plugins of a workspace, for the commands that need every variable or none.</summary>
internal static class StackVariables
{
    /// <summary>Calls the plugins, and stops them.</summary>
    /// <param name="configuration">The workspace, loaded for a stack.</param>
    /// <param name="force">Whether to call plugins although the store has their credentials.</param>
    /// <param name="files">As in <see cref="P5HostOptions.Files"/>.</param>
    /// <param name="report">Receives the messages, including errors.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The variables; null if a plugin failed, which has been reported.</returns>
    public static async Task<VariableSet?> GetAsync(
        WorkspaceConfiguration configuration,
        bool force,
        VariableFiles? files,
        Report report,
        CancellationToken cancellationToken)
    {
        // A line that a plugin logged may come after its answer: it is reported too, at the latest when the host ends.
        await using var host = new P5Host(new P5HostOptions { Output = report.Plugin, Files = files });
        var credentials = new List<PluginCredential>();
        bool failed = false;
        try
        {
            await foreach (AuthenticationResult result in host.AuthenticateAsync(
                configuration,
                new AuthenticationOptions
                {
                    Force = force,
                    Output = report.Plugin,
                    Waiting = report.Waiting,
                    AskSecret = TerminalSecret.AskAsync,
                    IsInteractive = _ => Task.FromResult(TerminalSecret.CanAsk),
                },
                cancellationToken))
            {
                foreach (P5Exception warning in result.Warnings)
                {
                    report.Warning(warning);
                }

                if (result.Credential is { } credential)
                {
                    report.Credential(credential, result.FromStore);
                    credentials.Add(credential);
                }
                else
                {
                    report.Error(result.Error!);
                    failed = true;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // After Ctrl+C, plugins that have answered get no time to end by themselves.
            await host.StopPluginsAsync(kill: true);
            throw;
        }

        if (failed)
        {
            return null;
        }

        var variables = VariableSet.Combine(credentials);
        foreach (string warning in variables.Warnings)
        {
            report.Warning(warning);
        }

        return variables;
    }
}
