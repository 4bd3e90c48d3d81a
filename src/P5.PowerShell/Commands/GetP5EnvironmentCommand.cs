using System.Management.Automation;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>
/// Gets what is applied to the session's environment, or nothing. Reads no file and contacts no plugin.
/// </summary>
[Cmdlet(VerbsCommon.Get, "P5Environment")]
[OutputType(typeof(AppliedEnvironment))]
public sealed class GetP5EnvironmentCommand : P5Cmdlet
{
    /// <inheritdoc />
    private protected override void End()
    {
        P5Host host = ModuleState.Host;
        IReadOnlyList<PluginCredential> applied = host.Environment.Applied;
        if (applied.Count > 0)
        {
            WriteObject(new AppliedEnvironment(
                applied,
                host.Environment.PluginsByVariable.Keys,
                host.Environment.Files,
                host.AutoEnvironment.IsApplied));
        }
    }
}
