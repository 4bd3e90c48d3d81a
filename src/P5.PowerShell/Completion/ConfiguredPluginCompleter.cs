using System.Collections;
using P5.Host;

namespace P5.PowerShell.Completion;

/// <summary>Completes the plugins that are configured for the workspace of <c>-Path</c>, or of the location.</summary>
public sealed class ConfiguredPluginCompleter : NameCompleter
{
    private protected override IEnumerable<string> FindNames(IDictionary boundParameters) =>
        FindFolder(boundParameters) is { } folder
            ? P5Host.LoadConfiguration(folder, boundParameters["Stack"] as string, stackIsOptional: true).Plugins.Keys
            : [];
}
