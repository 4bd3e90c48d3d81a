using System.Runtime.InteropServices;
using P5.Host;

namespace P5.PowerShell;

/// <summary>The one host of this process. Runspaces share it, as they share the environment.</summary>
internal static class ModuleState
{
    private static readonly Lazy<P5Host> s_host = new(Create);

    /// <summary>Held for the life of the process: a registration that is collected ends.</summary>
    private static PosixSignalRegistration[] s_signals = [];

    /// <summary>The host, made on first use.</summary>
    public static P5Host Host => s_host.Value;

    /// <summary>Stops the plugins, where any was ever started.</summary>
    /// <param name="kill">True gives them no time to end by themselves: the shell is ending, and nobody wants to wait.</param>
    public static void StopPlugins(bool kill = false)
    {
        if (s_host.IsValueCreated)
        {
            Host.StopPluginsAsync(kill: kill).GetAwaiter().GetResult();
        }
    }

    private static P5Host Create()
    {
        var host = new P5Host();

        // 'exit' and the end of the terminal remove no module. Since .NET 10 the end of the terminal (SIGHUP) and
        // SIGTERM do not raise ProcessExit either; they still end the process once the plugins are gone.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => StopPlugins(kill: true);
        s_signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => StopPlugins(kill: true)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => StopPlugins(kill: true)),
        ];
        return host;
    }
}
