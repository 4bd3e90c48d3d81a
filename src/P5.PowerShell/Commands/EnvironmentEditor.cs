using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>
/// Changes the session's environment, subject to a cmdlet's <c>-WhatIf</c>, <c>-Confirm</c> and <c>-PassThru</c>. It
/// asks once for a stack, not for each plugin, because half of a stack's variables are of no use.
/// </summary>
internal sealed class EnvironmentEditor(P5Cmdlet cmdlet)
{
    // PowerShell's own; the shorter overloads of ShouldProcess use it, but do not distinguish a preview from a refusal.
    private const string ConfirmCaption = "Confirm\nAre you sure you want to perform this action?";

    private EnvironmentSession? _preview;

    /// <summary>Sets the variables of credentials in the environment.</summary>
    /// <param name="credentials">The credentials, at least one, all for one stack.</param>
    /// <param name="passThru">Whether to write what was done.</param>
    public void Apply(IReadOnlyCollection<PluginCredential> credentials, bool passThru)
    {
        PluginCredential[] sorted = [.. LayeredVariable.Sort(credentials)];
        string stack = sorted[0].Context.StackName;
        IReadOnlyList<string> names = LayeredVariable.NamesOf(sorted);
        string[] described =
            [.. names.Select(name => sorted.Any(credential => credential.IsFile(name)) ? $"{name} (a file)" : name)];
        if (Choose($"Set from {Plugins(sorted)} for stack '{stack}'", described) is not { } environment)
        {
            return;
        }

        IReadOnlyList<VariableChange> changes =
            cmdlet.InvokeOrTerminate(() => environment.Apply(sorted, P5Cmdlet.Caller));
        cmdlet.WriteFiles(changes);
        IEnumerable<string> warnings = VariableSet.Combine(environment.Applied).WarningsAbout(names);
        foreach (string warning in warnings.Concat(environment.FindSizeProblems()))
        {
            cmdlet.WriteWarning(warning);
        }

        Write(changes, passThru);
    }

    /// <summary>Restores what is applied for other stacks and workspaces.</summary>
    /// <param name="context">The stack and workspace to apply next.</param>
    /// <param name="passThru">Whether to write what was done.</param>
    /// <returns>False if the user declined, so that nothing else can be applied.</returns>
    public bool RestoreOthers(AuthenticationContext context, bool passThru)
    {
        PluginCredential[] others =
            [.. ModuleState.Host.Environment.Applied.Where(applied => applied.Context != context)];
        return others.Length == 0 || Restore(others, passThru);
    }

    /// <summary>Restores what applied credentials changed.</summary>
    /// <param name="applied">The credentials, at least one, all for one stack.</param>
    /// <param name="passThru">Whether to write what was done.</param>
    /// <returns>False if the user declined.</returns>
    public bool Restore(IReadOnlyCollection<PluginCredential> applied, bool passThru)
    {
        string stack = applied.First().Context.StackName;
        IReadOnlyList<string> names = LayeredVariable.NamesOf(applied);
        if (Choose($"Restore what {Plugins(applied)} changed for stack '{stack}'", names) is not { } environment)
        {
            return false;
        }

        foreach (PluginCredential credential in applied)
        {
            Write(
                cmdlet.InvokeOrTerminate(() => environment.Clear(credential.PluginName, P5Cmdlet.Caller)), passThru);
        }

        return true;
    }

    private static string Plugins(IReadOnlyCollection<PluginCredential> credentials) =>
        (credentials.Count == 1 ? "plugin " : "plugins ")
        + string.Join(", ", credentials.Select(credential => $"'{credential.PluginName}'"));

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
