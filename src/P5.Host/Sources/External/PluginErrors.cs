using System.Diagnostics.CodeAnalysis;
using P5.GoPlugin;

namespace P5.Host;

/// <summary>Turns errors of the go-plugin library, which are about a command, into errors about a plugin.</summary>
internal static class PluginErrors
{
    private static readonly string s_directory = FindDirectory();

    /// <summary>Adds the plugin's name and the error id to a failure.</summary>
    /// <param name="pluginName">The plugin's name in the configuration.</param>
    /// <param name="exception">What went wrong.</param>
    /// <returns>The same for a user.</returns>
    public static P5Exception Translate(string pluginName, PluginException exception) =>
        FindAssemblyFailure(exception) is null
            ? new P5Exception(
                IdOf(exception),
                $"Plugin '{pluginName}': {exception.Message}",
                exception.RecommendedAction,
                exception)
            {
                PluginName = pluginName,
            }
            : Unexpected(pluginName, exception);

    /// <summary><see cref="Translate"/> for a plugin that P5 did not start.</summary>
    /// <param name="pluginName">The plugin's name in the configuration.</param>
    /// <param name="exception">What went wrong.</param>
    /// <returns>The error for a user, with the origin of the plugin.</returns>
    public static P5Exception TranslateAttached(string pluginName, PluginException exception) =>
        new(
            IdOf(exception),
            $"Plugin '{pluginName}' of {Reattachments.VariableName}: {exception.Message}",
            exception is PluginAttachException or PluginProtocolException or PluginCrashedException
                ? Reattachments.Advice
                : exception.RecommendedAction,
            exception)
        {
            PluginName = pluginName,
        };

    /// <summary>The system does not start the plugin with so large an environment.</summary>
    /// <param name="pluginName">The plugin's name in the configuration.</param>
    /// <param name="problem">What is too large.</param>
    /// <param name="exception">How that showed.</param>
    /// <returns>The same for a user.</returns>
    public static P5Exception EnvironmentTooLarge(string pluginName, string problem, PluginStartException exception) =>
        new(
            ErrorIds.PluginStartFailed,
            $"Plugin '{pluginName}' cannot be started: {problem}",
            "Return less in the plugin that sets it, or remove it from the environment.",
            exception)
        {
            PluginName = pluginName,
        };

    /// <summary>A built-in plugin took too long.</summary>
    /// <param name="pluginName">The plugin's name in the configuration.</param>
    /// <param name="timeout">How long it had.</param>
    /// <param name="exception">How that showed.</param>
    /// <returns>The same for a user.</returns>
    public static P5Exception TimedOut(string pluginName, TimeSpan timeout, TimeoutException exception) =>
        new(
            ErrorIds.PluginTimeout,
            $"Plugin '{pluginName}' did not answer within {timeout.TotalSeconds:0.###} s.",
            "Find out why it takes so long, or raise the timeout.",
            exception)
        {
            PluginName = pluginName,
        };

    /// <summary>Another process logs in for the same credential, and did not end within the timeout.</summary>
    /// <param name="pluginName">The plugin's name in the configuration.</param>
    /// <param name="timeout">The timeout.</param>
    /// <param name="exception">Names the process.</param>
    /// <returns>The same for a user.</returns>
    public static P5Exception LoginElsewhere(string pluginName, TimeSpan timeout, TimeoutException exception) =>
        new(
            ErrorIds.PluginTimeout,
            $"Plugin '{pluginName}' was not called, because another login is under way: {exception.Message} The "
                + $"timeout is {timeout.TotalSeconds:0.###} s.",
            "Complete or cancel the login there, and try again.",
            exception)
        {
            PluginName = pluginName,
        };

    /// <summary>The plugin was stopped from elsewhere during the call.</summary>
    /// <param name="pluginName">The plugin's name in the configuration.</param>
    /// <param name="exception">How that showed.</param>
    /// <returns>The same for a user.</returns>
    public static P5Exception Stopped(string pluginName, ObjectDisposedException exception) =>
        new(
            ErrorIds.PluginCrashed,
            $"Plugin '{pluginName}' was stopped before it answered.",
            "Try again; the plugin will be restarted.",
            exception)
        {
            PluginName = pluginName,
        };

    /// <summary>The call failed for a reason that no source handles, or an assembly of P5 cannot be loaded.</summary>
    /// <param name="pluginName">The plugin's name in the configuration.</param>
    /// <param name="exception">How that showed.</param>
    /// <returns>The same for a user.</returns>
    public static P5Exception Unexpected(string pluginName, Exception exception)
    {
        AssemblyFailure? failure = FindAssemblyFailure(exception);
        return new P5Exception(
            failure is null ? ErrorIds.Unexpected : ErrorIds.ModuleIncomplete,
            $"Plugin '{pluginName}' cannot be called: {failure?.Message ?? exception.Message}",
            failure?.NextStep
                ?? "Try again. If it fails again, check the memory and the limits of processes and open files.",
            exception)
        {
            PluginName = pluginName,
        };
    }

    /// <summary>Whether an assembly of P5 could not be loaded.</summary>
    public static bool IsAssemblyFailure(Exception exception) => FindAssemblyFailure(exception) is not null;

    private static AssemblyFailure? FindAssemblyFailure(Exception exception) =>
        AssemblyFailure.Find(exception, "P5's folder", s_directory);

    [UnconditionalSuppressMessage(
        "SingleFile",
        "IL3000",
        Justification = "In a program that is one file, the assembly has no path; the program's folder is used then.")]
    private static string FindDirectory() =>
        Path.GetDirectoryName(typeof(PluginErrors).Assembly.Location) is { Length: > 0 } directory
            ? directory
            : AppContext.BaseDirectory;

    private static string IdOf(PluginException exception) => exception switch
    {
        PluginNotFoundException => ErrorIds.PluginNotFound,
        PluginStartException => ErrorIds.PluginStartFailed,
        PluginHandshakeException => ErrorIds.PluginHandshakeInvalid,
        PluginProtocolException => ErrorIds.PluginProtocolUnsupported,
        PluginChecksumException => ErrorIds.PluginChecksumMismatch,
        PluginStartTimeoutException => ErrorIds.PluginStartTimeout,
        PluginCrashedException => ErrorIds.PluginCrashed,
        PluginTimeoutException => ErrorIds.PluginTimeout,
        PluginAttachException => ErrorIds.PluginAttachFailed,
        _ => ErrorIds.PluginRpcFailed,
    };
}
