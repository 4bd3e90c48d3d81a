using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace P5.PowerShell;

/// <summary>What happens when a runspace imports the module and when it removes it.</summary>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly Lock s_lock = new();
    private static readonly List<WeakReference<Runspace>> s_importers = [];

    /// <summary>
    /// Makes the host loadable. Starts and reads nothing. An interactive shell prepares the first call when it is idle.
    /// </summary>
    public void OnImport()
    {
        lock (s_lock)
        {
            ForgetImporters(IsGone);
            ModuleAssemblyLoader.Attach();
            s_importers.Add(new WeakReference<Runspace>(Runspace.DefaultRunspace));
        }

        IdleWarmup.Schedule(Runspace.DefaultRunspace);
    }

    /// <summary>
    /// Stops the plugins when the last runspace removes the module. Credentials and what was applied to the
    /// environment are the process's: they outlast the module, so that a second import can restore it.
    /// </summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        lock (s_lock)
        {
            if (AutoEnvironmentHook.IsOn(Runspace.DefaultRunspace))
            {
                TryEnd(() => AutoEnvironmentHook.Remove(Runspace.DefaultRunspace));
            }

            ForgetImporters(runspace => runspace == Runspace.DefaultRunspace || IsGone(runspace));
            if (s_importers.Count == 0)
            {
                TryEnd(ModuleState.StopPlugins);
                ModuleAssemblyLoader.Detach();
            }
        }
    }

    /// <summary>Lets a module without its files be removed. Without a host, there is nothing to stop.</summary>
    private static void TryEnd(Action end)
    {
        try
        {
            end();
        }
        catch (Exception exception) when (SystemFailure.IsIncompleteModule(exception))
        {
            // The command that needed the host has reported it.
        }
    }

    private static void ForgetImporters(Predicate<Runspace> condition) =>
        s_importers.RemoveAll(importer => !importer.TryGetTarget(out Runspace? runspace) || condition(runspace));

    /// <summary>Whether a runspace has ended.</summary>
    /// <remarks>It may be closed without removing its modules, and imports modules while it is still opening.</remarks>
    internal static bool IsGone(Runspace runspace) =>
        runspace.RunspaceStateInfo.State is RunspaceState.Closing or RunspaceState.Closed or RunspaceState.Broken;
}
