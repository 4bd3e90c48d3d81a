using System.Collections;
using P5.Host;

namespace P5.PowerShell;

/// <summary>Completes the plugins that are configured for the workspace of <c>-Path</c>, or of the location.</summary>
public sealed class ConfiguredPluginCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> FindNames(IDictionary boundParameters) =>
        FindFolder(boundParameters) is { } folder
            ? ModuleState.Host
                .GetPlugins(P5Host.LoadConfiguration(folder, boundParameters["Stack"] as string, stackIsOptional: true))
                .Select(plugin => (plugin.Configuration.Name, Describe(plugin)))
            : [];

    private static string Describe(PluginStatus plugin)
    {
        string state = plugin.State switch
        {
            PluginState.Ready => "built in",
            PluginState.Attached => "attached",
            PluginState.Running => $"running, {plugin.Configuration.Command}",
            _ => $"stopped, {plugin.Configuration.Command}",
        };
        return $"{plugin.Configuration.Name}: {state}";
    }
}

/// <summary>Completes the running plugins.</summary>
public sealed class RunningPluginCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> FindNames(IDictionary boundParameters) =>
        ModuleState.Host.RunningPlugins
            .CountBy(name => name)
            .OrderBy(plugin => plugin.Key, StringComparer.Ordinal)
            .Select(plugin => (plugin.Key, $"{plugin.Key}: {plugin.Value} running"));
}

/// <summary>Completes the plugins whose credentials are cached.</summary>
public sealed class CachedPluginCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> FindNames(IDictionary boundParameters) =>
        ModuleState.Host.Credentials.List().Select(credential => (
            credential.PluginName,
            $"{credential.PluginName} for stack {credential.Context.StackName}: "
            + VariableList.Of(credential.VariableNames)));
}

/// <summary>Completes the plugins whose variables are set in the session.</summary>
public sealed class AppliedPluginCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> FindNames(IDictionary boundParameters) =>
        ModuleState.Host.Environment.Applied.Select(applied => (
            applied.PluginName,
            $"{applied.PluginName} for stack {applied.Context.StackName}: {VariableList.Of(applied.VariableNames)}"));
}

/// <summary>Completes the backends of the credential store that this system has.</summary>
public sealed class StoreBackendCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> FindNames(IDictionary boundParameters) =>
        CredentialStore.Backends.Select(backend => (backend.ToString(), backend.ToString()));
}

/// <summary>
/// Completes the stacks of the workspace of <c>-Path</c>, or of the location: those that have a file there, and those
/// in Pulumi's state on this machine.
/// </summary>
public sealed class StackCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> FindNames(IDictionary boundParameters) =>
        FindFolder(boundParameters) is { } folder
            ? new StackSelector().List(WorkspaceLocator.Find(folder)).Select(stack => (stack.Name, Describe(stack)))
            : [];

    private protected override string Escape(string name) => name;

    private static string Describe(StackInfo stack)
    {
        string file = stack.HasFile ? "with a stack file" : "without a stack file, known to Pulumi";
        return $"Stack {stack.Name}, {file}{(stack.IsSelected ? ", selected" : "")}";
    }
}
