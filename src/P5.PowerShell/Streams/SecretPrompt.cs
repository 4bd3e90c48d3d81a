using System.Collections.ObjectModel;
using System.Management.Automation.Host;
using System.Net;
using System.Security;

namespace P5.PowerShell;

/// <summary>Asks the user of a session for a text that is not shown.</summary>
internal static class SecretPrompt
{
    /// <summary>Gets whether someone can answer in a session. Shows nothing.</summary>
    /// <param name="host">The session's host.</param>
    public static bool CanAsk(PSHost host)
    {
        if (!CanAnswer(host.Name) || host.UI is not { } user)
        {
            return false;
        }

        try
        {
            // -NonInteractive is refused first, which nothing else reveals; then the list without choices is.
            user.PromptForChoice("", "", [], defaultChoice: 0);
            return true;
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (Exception exception) when (IsWithoutUser(exception))
        {
            return false;
        }
    }

    /// <summary>Asks.</summary>
    /// <param name="host">The session's host.</param>
    /// <param name="prompt">The question.</param>
    /// <returns>The text; null if the session is not interactive.</returns>
    public static string? Ask(PSHost host, string prompt)
    {
        if (!CanAnswer(host.Name))
        {
            return null;
        }

        var question = new FieldDescription(prompt);
        question.SetParameterType(typeof(SecureString));
        try
        {
            return host.UI?.Prompt("", "", new Collection<FieldDescription> { question })?[prompt]?.BaseObject
                is SecureString text
                    ? new NetworkCredential("", text).Password
                    : null;
        }
        catch (Exception exception) when (IsWithoutUser(exception))
        {
            return null;
        }
    }

    // With -NonInteractive, without a terminal, or in a host without prompts.
    private static bool IsWithoutUser(Exception exception) =>
        exception is InvalidOperationException or HostException or NotImplementedException;

    // The hosts whose prompt does not fail without a user. At the end of redirected input, the console's ends the whole
    // script, with exit code 0. A job, or a session on another machine, waits until someone receives its question.
    private static bool CanAnswer(string host) => host switch
    {
        "ConsoleHost" => !Console.IsInputRedirected,
        "ServerRemoteHost" => false,
        _ => true,
    };
}
