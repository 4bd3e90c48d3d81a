using System.Management.Automation;
using P5.GoPlugin;
using P5.PowerShell.Commands;

namespace P5.PowerShell;

/// <summary>Writes what plugins print and log to PowerShell's streams.</summary>
internal static class PluginOutputWriter
{
    /// <summary>Writes one message.</summary>
    /// <param name="cmdlet">The cmdlet whose streams are used.</param>
    /// <param name="pluginName">The plugin that it comes from.</param>
    /// <param name="output">The message.</param>
    public static void Write(P5Cmdlet cmdlet, string pluginName, PluginOutput output)
    {
        string text = $"{pluginName}: {output.ToLine()}";
        switch (output.Source)
        {
            case PluginOutputSource.Stdout or PluginOutputSource.Stderr:
                // As Write-Host does, unchanged: a prompt with a device code must be shown whatever the preference is.
                var message = new HostInformationMessage { Message = $"{SafeText.Whole(pluginName)}: {output.Text}" };
                cmdlet.WriteInformation(message, ["PSHOST", "P5"]);
                break;
            case PluginOutputSource.Log when output.Level >= PluginLogLevel.Warning:
                cmdlet.WriteWarning(text);
                break;
            case PluginOutputSource.Log when output.Level < PluginLogLevel.Information:
                cmdlet.WriteDebug(text);
                break;
            default:
                cmdlet.WriteVerbose(text);
                break;
        }
    }
}
