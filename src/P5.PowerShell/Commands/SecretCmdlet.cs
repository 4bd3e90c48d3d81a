using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>What the cmdlets for present secrets have in common.</summary>
public abstract class SecretCmdlet : P5Cmdlet
{
    /// <summary>Selects secrets. A name without wildcards and without a match is an error.</summary>
    /// <param name="patterns">What the user entered; null for all.</param>
    private protected IReadOnlyList<StoredSecret> Select(string[]? patterns)
    {
        IReadOnlyList<StoredSecret> present = InvokeOrTerminate(() => ModuleState.Host.Store.Secrets.List());
        return SelectByName(present, secret => secret.Name, patterns, ModuleState.Host.Store.Secrets.NotFound);
    }
}
