using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using P5.GoPlugin;
using P5.Host;

namespace P5.PowerShell;

/// <summary>Completes names with Tab from the configuration and the caches. Starts no plugin and never fails.</summary>
public abstract class NameCompleter : IArgumentCompleter
{
    /// <inheritdoc />
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(wordToComplete);
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        string start = CompletionText.Unquote(wordToComplete);
        return
        [
            .. TryFindNames(fakeBoundParameters)
                .Select(found => found with { Name = Escape(found.Name) })
                .Where(found => found.Name.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                .Select(found => new CompletionResult(
                    CompletionText.Quote(found.Name),
                    SafeText.Whole(found.Name),
                    CompletionResultType.ParameterValue,
                    SafeText.Whole(found.ToolTip))),
        ];
    }

    /// <summary>Finds the names.</summary>
    /// <param name="boundParameters">The parameters of the command line so far.</param>
    /// <returns>The names, in the order to offer them, and a description of each.</returns>
    private protected abstract IEnumerable<(string Name, string ToolTip)> FindNames(IDictionary boundParameters);

    /// <summary>
    /// Writes a name as the parameter reads it: as a pattern with wildcards, unless a completer overrides it.
    /// </summary>
    /// <returns>The text that matches this name only.</returns>
    private protected virtual string Escape(string name) => WildcardPattern.Escape(name);

    /// <summary>
    /// The folder of the command line: <c>-Path</c>, <c>-LiteralPath</c>, or PowerShell's location.
    /// </summary>
    /// <param name="boundParameters">The parameters of the command line so far.</param>
    /// <returns>Its full path, or null if there is no such folder.</returns>
    private protected static string? FindFolder(IDictionary boundParameters)
    {
        // A completer has no session state. With Ignore, Tab adds nothing to $Error.
        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell
            .AddCommand("Microsoft.PowerShell.Management\\Resolve-Path")
            .AddParameter("LiteralPath", First(boundParameters["LiteralPath"] ?? boundParameters["Path"]) ?? ".")
            .AddParameter("ErrorAction", ActionPreference.Ignore)
            .Invoke<PathInfo>()
            .FirstOrDefault()?.ProviderPath;
    }

    // Of several folders the first one's names are better than none.
    private static string? First(object? path) => path switch
    {
        string text => text,
        IEnumerable list => list.Cast<object?>().FirstOrDefault()?.ToString(),
        _ => null,
    };

    private IEnumerable<(string Name, string ToolTip)> TryFindNames(IDictionary boundParameters)
    {
        try
        {
            // Here, not later: what fails must fail inside this block.
            return [.. FindNames(boundParameters)];
        }
        catch (Exception exception) when (exception is P5Exception or IOException or UnauthorizedAccessException)
        {
            // No workspace, or one that cannot be read: there is nothing to offer. Running the command reports why.
            return [];
        }
    }
}
