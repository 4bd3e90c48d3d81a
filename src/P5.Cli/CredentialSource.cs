using P5.Host;
using P5.Host.Configuration;
using P5.Host.Credentials;
using P5.Host.Environment;

namespace P5.Cli;

/// <summary>Asks all plugins of a workspace, for the commands that need every variable or none.</summary>
internal static class CredentialSource
{
    /// <summary>Asks, and ends the plugins again.</summary>
    /// <param name="configuration">The workspace, loaded for a stack.</param>
    /// <param name="report">Takes what is to be told, errors included.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The variables; null where a plugin failed, which has been reported.</returns>
    public static async Task<IReadOnlyDictionary<string, string>?> GetVariablesAsync(
        WorkspaceConfiguration configuration,
        Report report,
        CancellationToken cancellationToken)
    {
        await using var host = new P5Host();
        var credentials = new Dictionary<string, Credential>();
        bool failed = false;
        try
        {
            await foreach (AuthenticationResult result in host.AuthenticateAsync(
                configuration,
                new AuthenticationOptions { Output = report.Plugin },
                cancellationToken))
            {
                if (result.Credential is { } credential)
                {
                    report.Credential(credential);
                    credentials.Add(result.PluginName, credential);
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
            // Who presses Ctrl+C does not wait for plugins that have answered to take their leave.
            await host.StopPluginsAsync(kill: true);
            throw;
        }

        return failed ? null : Combine(configuration, credentials, report);
    }

    /// <summary>Plugins that ran side by side ended in any order; the configuration's order makes the result the same every time.</summary>
    private static Dictionary<string, string> Combine(
        WorkspaceConfiguration configuration,
        Dictionary<string, Credential> credentials,
        Report report)
    {
        var variables = new Dictionary<string, string>();
        foreach ((string name, LayeredVariable variable) in LayeredVariable.Flatten(configuration.Plugins.Keys.Select(plugin => credentials[plugin])))
        {
            if (variable.OverriddenPlugin is { } overridden)
            {
                report.Warning($"plugins {overridden} and {variable.PluginName} both set {name}; {variable.PluginName} comes later and wins");
            }

            variables.Add(name, variable.Value);
        }

        return variables;
    }
}
