using System.Collections;
using P5.Host.Configuration;

namespace P5.PowerShell.Completion;

/// <summary>Completes the stacks that have a file in the workspace of <c>-Path</c>, or of the location.</summary>
public sealed class StackCompleter : NameCompleter
{
    private protected override IEnumerable<string> FindNames(IDictionary boundParameters) =>
        FindFolder(boundParameters) is { } folder ? new StackSelector().List(WorkspaceLocator.Find(folder)) : [];
}
