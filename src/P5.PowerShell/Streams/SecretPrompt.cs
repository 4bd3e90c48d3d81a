using System.Collections.ObjectModel;
using System.Management.Automation.Host;
using System.Net;
using System.Security;

namespace P5.PowerShell;

/// <summary>Asks the user of a session for a text that is not shown.</summary>
internal static class SecretPrompt
{
    /// <summary>Asks.</summary>
    /// <param name="ui">The session's user interface.</param>
    /// <param name="prompt">The question.</param>
    /// <returns>The text; null if the session is not interactive.</returns>
    public static string? Ask(PSHostUserInterface? ui, string prompt)
    {
        var question = new FieldDescription(prompt);
        question.SetParameterType(typeof(SecureString));
        try
        {
            return ui?.Prompt("", "", new Collection<FieldDescription> { question })?[prompt]?.BaseObject
                is SecureString text
                    ? new NetworkCredential("", text).Password
                    : null;
        }
        catch (Exception exception) when (
            exception is InvalidOperationException or HostException or NotImplementedException)
        {
            // With -NonInteractive, without a terminal, or in a host without prompts.
            return null;
        }
    }
}
