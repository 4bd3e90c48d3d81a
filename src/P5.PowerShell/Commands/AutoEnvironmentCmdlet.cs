using System.Management.Automation.Runspaces;
using P5.Host;

namespace P5.PowerShell.Commands;

/// <summary>A cmdlet after which the auto environment may have to change.</summary>
public abstract class AutoEnvironmentCmdlet : AuthenticatingCmdlet
{
    /// <summary>
    /// Applies the auto environment of the location, if this runspace has it. A failure is a warning: the location has
    /// changed already, and the command that changed it must not fail.
    /// </summary>
    private protected void UpdateAutoEnvironment()
    {
        if (!AutoEnvironmentHook.IsOn(Runspace.DefaultRunspace))
        {
            return;
        }

        AutoEnvironment auto = ModuleState.Host.AutoEnvironment;
        string folder = AutoEnvironmentHook.FolderOf(SessionState);
        try
        {
            if (auto.IsCurrent(folder))
            {
                return;
            }

            AutoEnvironmentStep step = auto.Enter(folder, Caller);
            if (step.Problem is { } problem)
            {
                WriteWarning(problem);
            }

            if (step.Configuration is { } configuration)
            {
                Apply(auto, configuration);
            }
            else if (ModuleState.Host.Environment.Applied.Count == 0)
            {
                WriteVerbose($"Nothing is applied in {folder}.");
            }
        }
        catch (P5Exception exception)
        {
            WriteWarning(exception);
        }
        catch (Exception exception) when (
            (exception is IOException or UnauthorizedAccessException) && !SystemFailure.IsIncompleteModule(exception))
        {
            WriteWarning($"The auto environment was not updated: {exception.Message}");
        }
    }

    private void Apply(AutoEnvironment auto, WorkspaceConfiguration configuration)
    {
        WriteVerbose($"Applying stack '{configuration.StackName}' of {configuration.WorkspaceDirectory}.");
        var credentials = new List<PluginCredential>();
        Authenticate(configuration, new AuthenticationOptions(), result =>
        {
            if (result.Credential is { } credential)
            {
                credentials.Add(credential);
            }
            else
            {
                WriteWarning(result.Error!);
            }
        });
        WriteFiles(auto.Apply(configuration, credentials, Caller));
        foreach (string warning in VariableSet.Combine(credentials).Warnings
            .Concat(ModuleState.Host.Environment.FindSizeProblems())
            .Where(auto.ReportOnce))
        {
            WriteWarning(warning);
        }
    }
}
