using System.Runtime.InteropServices;
using P5.Host;

namespace P5.PowerShell;

/// <summary>The one host of this process. Runspaces share it, as they share the environment.</summary>
internal static class ModuleState
{
    private static readonly Lazy<P5Host> s_host = new(Create);

    /// <summary>Held for the life of the process: a registration that is collected ends.</summary>
    private static PosixSignalRegistration[] s_signals = [];

    /// <summary>The host, created on first use.</summary>
    public static P5Host Host => s_host.Value;

    /// <summary>Stops the plugins, if any was ever started.</summary>
    public static void StopPlugins()
    {
        if (s_host.IsValueCreated)
        {
            Host.StopPluginsAsync().GetAwaiter().GetResult();
        }
    }

    private static P5Host Create()
    {
        var host = new P5Host();

        // 'exit' and the end of the terminal remove no module. Since .NET 10 the end of the terminal (SIGHUP) and
        // SIGTERM do not raise ProcessExit either; they still end the process once the plugins are gone.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End();
        s_signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => End()),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => End()),
        ];
        return host;

        // A shell that ends must not wait. A pipeline may still be running, and must start no other plugin.
        void End()
        {
            try
            {
                host.CloseAsync(kill: true).GetAwaiter().GetResult();
            }
            catch (Exception)
            {
                // An exception here would end the process with its own message and exit code. The next host stops the
                // plugins that are left.
            }
        }
    }
}
