using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using P5.PowerShell.Commands;

namespace P5.PowerShell;

/// <summary>
/// Calls P5 when the location of a runspace changes. Only one runspace of the process has it at a time, because all
/// share one environment and each has its own location.
/// </summary>
internal sealed class AutoEnvironmentHook
{
    // PowerShell Standard, which this is compiled against, does not have the property yet.
    private static readonly PropertyInfo s_property =
        typeof(CommandInvocationIntrinsics).GetProperty("LocationChangedAction")!;

    private static readonly Lock s_lock = new();
    private static AutoEnvironmentHook? s_current;

    // By its type, because the user may define another command with its name.
    private readonly CmdletInfo _update = new("Enable-P5AutoEnvironment", typeof(EnableP5AutoEnvironmentCommand));

    // The location has changed already, so the command that changed it must not fail.
    private readonly ScriptBlock _script = ScriptBlock.Create(
        """
        param($Update)
        try {
            & $Update
        }
        catch {
            Microsoft.PowerShell.Utility\Write-Warning "The auto environment was not updated: $_"
        }
        """);
    private readonly Runspace _runspace;
    private readonly SessionState _sessionState;
    private readonly Delegate _action;

    private AutoEnvironmentHook(Runspace runspace, SessionState sessionState)
    {
        _runspace = runspace;
        _sessionState = sessionState;
        _action = Delegate.CreateDelegate(s_property.PropertyType, this, OnLocationChanged);
    }

    private static MethodInfo OnLocationChanged { get; } =
        typeof(AutoEnvironmentHook).GetMethod(nameof(Update), BindingFlags.Instance | BindingFlags.NonPublic)!;

    // The runspace's delegate includes those of others: never replaced, only combined and removed.
    private Delegate? Action
    {
        get => (Delegate?)s_property.GetValue(_sessionState.InvokeCommand);
        set => s_property.SetValue(_sessionState.InvokeCommand, value);
    }

    /// <summary>Adds the hook to a runspace that does not have it.</summary>
    /// <returns>False if another runspace has it.</returns>
    public static bool TryAdd(Runspace runspace, SessionState sessionState)
    {
        lock (s_lock)
        {
            if (s_current is { } other && other._runspace != runspace && !ModuleLifetime.IsGone(other._runspace))
            {
                return false;
            }

            if (s_current?._runspace != runspace)
            {
                s_current = new AutoEnvironmentHook(runspace, sessionState);
            }

            // Other code may have replaced all actions.
            if (s_current.Action?.GetInvocationList().Contains(s_current._action) != true)
            {
                s_current.Action = Delegate.Combine(s_current.Action, s_current._action);
            }

            return true;
        }
    }

    /// <summary>Whether a runspace has the hook.</summary>
    /// <returns>True if it has.</returns>
    public static bool IsOn(Runspace runspace)
    {
        lock (s_lock)
        {
            return s_current?._runspace == runspace;
        }
    }

    /// <summary>Removes the hook from a runspace that has it, and restores what it applied.</summary>
    public static void Remove(Runspace runspace)
    {
        lock (s_lock)
        {
            if (s_current?._runspace == runspace)
            {
                s_current.Action = Delegate.Remove(s_current.Action, s_current._action);
                s_current = null;
                ModuleState.Host.AutoEnvironment.Stop(runspace.InstanceId);
            }
        }
    }

    /// <summary>
    /// The folder that native commands run in: it does not change while the location is on a drive of another provider.
    /// </summary>
    /// <param name="sessionState">The session state of a runspace.</param>
    public static string FolderOf(SessionState sessionState) =>
        sessionState.Path.CurrentFileSystemLocation.ProviderPath;

    // The location has changed when this is called. A cmdlet does the work: it has streams and handles Ctrl+C.
    private void Update(object? sender, EventArgs location)
    {
        if (!IsCurrent())
        {
            _sessionState.InvokeCommand.InvokeScript(useLocalScope: true, _script, input: null, _update);
        }
    }

    private bool IsCurrent()
    {
        try
        {
            return ModuleState.Host.AutoEnvironment.IsCurrent(FolderOf(_sessionState));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // The cmdlet reports the failure.
        }
    }
}
