using P5.Host;

namespace P5.PowerShell;

/// <summary>The one host of this process. Runspaces share it, as they share the environment.</summary>
internal static class ModuleState
{
    private static readonly Lazy<P5Host> s_host = new(Create);

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

        // 'exit' and the end of the terminal remove no module.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => StopPlugins(kill: true);
        return host;
    }
}
