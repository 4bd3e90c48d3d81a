using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using P5.Host;
using P5.PowerShell.Commands;

namespace P5.PowerShell;

/// <summary>
/// Prepares the first authentication when an interactive shell first waits at its prompt. PowerShell raises the event
/// for this only while a user could type and does not: scripts do not prepare, and no command is delayed.
/// </summary>
internal static class IdleWarmup
{
    private const string VariableName = "P5_WARMUP";

    private static int s_isScheduled;

    /// <summary>Waits for the first idle moment of a runspace, once in a process.</summary>
    public static void Schedule(Runspace runspace)
    {
        // With redirected input, the shell has no prompt.
        if (!Console.IsInputRedirected
            && Environment.GetEnvironmentVariable(VariableName) != "0"
            && Interlocked.Exchange(ref s_isScheduled, 1) == 0)
        {
            // Subscribing takes milliseconds, which the import does not wait for. The task captures every failure: the
            // preparation is not needed.
            _ = Task.Run(() => Subscribe(runspace));
        }
    }

    private static void Subscribe(Runspace runspace) => runspace.Events.SubscribeEvent(
        source: null,
        eventName: PSEngineEvent.OnIdle,
        sourceIdentifier: PSEngineEvent.OnIdle,
        data: null,
        handlerDelegate: (_, _) => _ = Task.Run(Prepare),
        supportEvent: true,
        forwardEvent: false,
        maxTriggerCount: 1);

    private static void Prepare()
    {
        P5Cmdlet.RequireFiles();
        Rehearse();
    }

    /// <summary>A separate method, because .NET loads the host's assemblies when it is called.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Rehearse() => P5Host.Rehearse();
}
