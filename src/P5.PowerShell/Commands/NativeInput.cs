using System.Management.Automation;

namespace P5.PowerShell;

/// <summary>Converts the pipeline's input to text for a native command.</summary>
internal static class NativeInput
{
    /// <summary>
    /// Strings are lines as they are; other objects are shown as on the screen, as PowerShell itself does it.
    /// </summary>
    /// <param name="cmdlet">The cmdlet that runs the command.</param>
    /// <param name="objects">The objects.</param>
    public static IReadOnlyList<string> Read(PSCmdlet cmdlet, IReadOnlyList<PSObject?> objects) =>
        objects.All(item => item?.BaseObject is string)
            ? [.. objects.Select(item => (string)item!.BaseObject)]
            :
            [
                .. cmdlet.InvokeCommand
                    .InvokeScript(
                        useLocalScope: true,
                        ScriptBlock.Create("$input | Microsoft.PowerShell.Utility\\Out-String -Stream"),
                        input: objects.ToArray())
                    .Select(line => line.ToString()),
            ];
}
