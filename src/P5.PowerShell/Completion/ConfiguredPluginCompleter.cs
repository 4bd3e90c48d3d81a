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

    private static string Describe(PluginStatus plugin) => plugin.Kind == PluginKind.Builtin
        ? $"{plugin.Configuration.Name}: built in"
        : $"{plugin.Configuration.Name}: {(plugin.ProcessId is null ? "stopped" : "running")}, {plugin.Configuration.Command}";
}
