using P5.GoPlugin;
using P5.Host.Plugins;
using P5.Proto.V0;

namespace P5.Host;

/// <summary>
/// What the first call of a process waits for besides its plugin: code that has to be loaded and compiled. Done on
/// another thread while the configuration is read and the plugin starts, most of it costs the caller nothing.
/// </summary>
internal static class WarmUp
{
    private static readonly Lazy<Task> s_run = new(() => Task.Run(RunAsync));

    /// <summary>Begins, where this process has not begun yet.</summary>
    /// <returns>A task that completes at its end. Nobody has to wait for it.</returns>
    public static Task Start() => s_run.Value;

    private static Task RunAsync() => PluginClient.WarmUpAsync(
        PluginContract.Authenticate,
        new AuthenticateRequest { ProgramConfig = { ["key"] = "value" }, StackName = "stack" },
        new AuthenticateResponse { Success = true, Env = { ["NAME"] = "value" } });
}
