using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>
/// Changes the session's environment, subject to a cmdlet's <c>-WhatIf</c>, <c>-Confirm</c> and <c>-PassThru</c>.
/// </summary>
internal sealed class EnvironmentEditor(P5Cmdlet cmdlet)
{
    // PowerShell's own; the shorter overloads of ShouldProcess use it, but do not distinguish a preview from a refusal.
    private const string ConfirmCaption = "Confirm\nAre you sure you want to perform this action?";

    private EnvironmentSession? _preview;

    /// <summary>Sets a credential's variables in the environment.</summary>
    /// <param name="credential">The credential.</param>
    /// <param name="passThru">Whether to write what was done.</param>
    public void Apply(PluginCredential credential, bool passThru)
    {
        string action = $"Set from plugin '{credential.PluginName}' for stack '{credential.Context.StackName}'";
        IReadOnlyList<string> names = credential.VariableNames;
        if (Choose(action, names) is not { } environment)
        {
            return;
        }

        foreach (string warning in CodeLoadingVariables.Warnings(credential.PluginName, names))
        {
            cmdlet.WriteWarning(warning);
        }

        IReadOnlyList<VariableChange> changes =
            cmdlet.InvokeOrTerminate(() => environment.Apply(credential, P5Cmdlet.Caller));
        foreach (VariableChange change in changes)
        {
            if (change.OverriddenPlugin is { } overridden && change.PluginName == credential.PluginName)
            {
                cmdlet.WriteWarning(
                    $"Plugins '{overridden}' and '{change.PluginName}' both set {change.Name}; "
                    + $"'{change.PluginName}' came later and wins.");
            }
        }

        Write(changes, passThru);
    }

    /// <summary>Restores what an applied credential changed.</summary>
    /// <param name="applied">The credential.</param>
    /// <param name="passThru">Whether to write what was done.</param>
    public void Restore(PluginCredential applied, bool passThru)
    {
        string action =
            $"Restore what plugin '{applied.PluginName}' changed for stack '{applied.Context.StackName}'";
        EnvironmentSession? environment = Choose(action, applied.VariableNames);
        Write(cmdlet.InvokeOrTerminate(() => environment?.Clear(applied.PluginName, P5Cmdlet.Caller) ?? []), passThru);
    }

    /// <returns>The session's own, for <c>-WhatIf</c> a copy that is discarded, or null if the user declined.</returns>
    private EnvironmentSession? Choose(string action, IReadOnlyCollection<string> names)
    {
        EnvironmentSession environment = ModuleState.Host.Environment;
        string description =
            $"Performing the operation \"{action}\" on target \"{VariableList.Of(names)} of this session\".";
        if (cmdlet.ShouldProcess(description, description, ConfirmCaption, out ShouldProcessReason reason))
        {
            return environment;
        }

        return reason == ShouldProcessReason.WhatIf ? _preview ??= environment.Copy() : null;
    }

    private void Write(IReadOnlyList<VariableChange> changes, bool passThru)
    {
        if (passThru)
        {
            cmdlet.WriteObject(changes.Select(change => new EnvironmentChange(change)), enumerateCollection: true);
        }
    }
}
