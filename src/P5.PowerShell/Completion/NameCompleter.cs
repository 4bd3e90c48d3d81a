using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using P5.Host;

namespace P5.PowerShell.Completion;

/// <summary>Completes names with Tab from what is configured or kept. Starts no plugin and never fails.</summary>
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
        string start = wordToComplete.Trim('\'', '"');
        return
        [
            .. TryFindNames(fakeBoundParameters)
                .Where(name => name.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                .Select(name => new CompletionResult(CompletionText.Quote(name), name, CompletionResultType.ParameterValue, name)),
        ];
    }

    /// <summary>Finds the names that there are.</summary>
    /// <param name="boundParameters">What the command line says so far.</param>
    /// <returns>The names, in the order to offer them.</returns>
    private protected abstract IEnumerable<string> FindNames(IDictionary boundParameters);

    /// <summary>The folder that the command line means: <c>-Path</c>, or PowerShell's location.</summary>
    /// <param name="boundParameters">What the command line says so far.</param>
    /// <returns>Its full path, or null where there is no such folder.</returns>
    private protected static string? FindFolder(IDictionary boundParameters)
    {
        // A completer has no session state of its own to ask. Ignore also keeps Tab out of $Error.
        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell
            .AddCommand("Microsoft.PowerShell.Management\\Resolve-Path")
            .AddParameter("LiteralPath", boundParameters["Path"] as string ?? ".")
            .AddParameter("ErrorAction", ActionPreference.Ignore)
            .Invoke<PathInfo>()
            .FirstOrDefault()?.ProviderPath;
    }

    private IEnumerable<string> TryFindNames(IDictionary boundParameters)
    {
        try
        {
            return FindNames(boundParameters);
        }
        catch (Exception exception) when (exception is P5Exception or IOException or UnauthorizedAccessException)
        {
            // No workspace, or one that cannot be read: there is nothing to offer. Running the command says why.
            return [];
        }
    }
}
