using System.Collections;
using P5.Host;

namespace P5.PowerShell;

/// <summary>
/// Completes the stacks of the workspace of <c>-Path</c>, or of the location: those that have a file there, and those that
/// Pulumi's state on this machine tells of.
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
