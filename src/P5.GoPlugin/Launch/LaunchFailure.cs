using System.ComponentModel;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace P5.GoPlugin;

/// <summary>Creates the exceptions of a failed start. Those with a plugin's process end it first.</summary>
internal static class LaunchFailure
{
    /// <summary>How long a process may outlive its standard output, or its output the process, at its end.</summary>
    internal static readonly TimeSpan EndGrace = TimeSpan.FromMilliseconds(500);

    internal static PluginStartException NotStarted(string command, Exception cause) => new(
        $"The plugin '{command}' cannot be started: {Reason(cause)}",
        new PluginFailure(
            command,
            cause is ArgumentException && CommandStart.IsBatchFile(command)
                ? "Change the plugin's arguments, or use an executable instead of a batch file."
                : OperatingSystem.IsWindows()
                    ? "Check that the file is a program for this machine. If the system ran out of a resource, free it."
                    : "Check that the file is a program for this machine, or a script with a #! line whose "
                        + "interpreter exists. If the system ran out of a resource, free it."),
        cause);

    internal static PluginStartException NoCertificate(string command, CryptographicException cause) => new(
        $"The plugin '{command}' was not started: the certificate for its encrypted connection (AutoMTLS) cannot be "
        + $"created: {cause.Message}",
        new PluginFailure(
            command,
            "Check the operating system's cryptography and, on Windows, the user's profile. If the plugin may use an "
            + "unencrypted connection, set mtls to never for it."),
        cause);

    /// <summary>The start failed for a reason that no step handles. The plugin is not running.</summary>
    internal static PluginStartException Unexpected(string command, PluginHandle? plugin, Exception cause)
    {
        const string Action =
            "Try again. If it fails again, check the memory and the limits of processes and open files.";
        return new PluginStartException(
            $"The plugin '{command}' cannot be started: {Reason(cause)}{plugin?.ErrorSummary}",
            plugin?.Failure(Action) ?? new PluginFailure(command, Action),
            cause);
    }

    internal static PluginStartTimeoutException TimedOut(string command, PluginHandle? plugin, TimeSpan timeout)
    {
        const string Action =
            "Raise the start timeout if the plugin starts slowly; otherwise run it in a terminal to see why it waits.";
        return new PluginStartTimeoutException(
            $"The plugin '{command}' was not ready within {timeout.TotalSeconds:0.###} s and was killed."
            + plugin?.ErrorSummary,
            plugin?.Failure(Action) ?? new PluginFailure(command, Action));
    }

    /// <summary>The plugin's standard output ended without a line, or the plugin did.</summary>
    internal static async Task<PluginException> NoOutputAsync(PluginHandle plugin)
    {
        if (!plugin.HasExited)
        {
            await plugin.KillAsync().ConfigureAwait(false);
            return new PluginHandshakeException(
                $"The plugin '{plugin.Command}' closed its standard output without a handshake.{plugin.ErrorSummary}",
                plugin.Failure("Check that the command is a go-plugin plugin."));
        }

        await plugin.Ended.ConfigureAwait(false);
        PluginFailure failure = plugin.Failure(
            "Run the command in a terminal to see its output. Check that it is a plugin for this host.");
        string ended =
            $"The plugin '{plugin.Command}' ended with the exit code {ExitCodeText.Of(failure.ExitCode)} before its "
            + "handshake.";
        return StartNotice.Find(failure.RecentErrorOutput) is { } notice
            ? new PluginStartException(
                $"{ended} {notice.Reason}", failure with { RecommendedAction = notice.RecommendedAction })
            : new PluginStartException(ended + plugin.ErrorSummary, failure);
    }

    internal static async Task<PluginException> InvalidHandshakeAsync(PluginHandle plugin, string line, string problem)
    {
        await plugin.KillAsync().ConfigureAwait(false);
        string shown = SafeText.Truncate(plugin.Output.Redactor.Redact(line));
        return new PluginHandshakeException(
            $"The first line of the plugin '{plugin.Command}' is not a valid handshake: {problem}. The line: '{shown}'."
            + plugin.ErrorSummary,
            plugin.Failure(
                "Check that the command is a go-plugin plugin, and that it prints nothing to its standard output "
                + "before its handshake."));
    }

    internal static Task<PluginException> WrongVersionAsync(
        PluginHandle plugin, string protocol, string supported, int version) => UnsupportedAsync(
            plugin,
            $"uses version {version} of {protocol}; this host supports {supported}",
            "Install a version of the plugin that fits this host, or of the host that fits the plugin.",
            supported,
            $"{version}");

    internal static async Task<PluginException> UnsupportedAsync(
        PluginHandle plugin, string problem, string recommendedAction, string hostSpeaks, string pluginSpeaks)
    {
        await plugin.KillAsync().ConfigureAwait(false);
        return new PluginProtocolException(
            $"The plugin '{plugin.Command}' {problem}.", plugin.Failure(recommendedAction), hostSpeaks, pluginSpeaks);
    }

    internal static async Task<PluginException> UnreachableAsync(
        PluginHandle plugin, PluginAddress address, Exception cause)
    {
        // A plugin that ends between its handshake and the connection fails like a wrong address.
        await Task.WhenAny(plugin.Ended, Task.Delay(EndGrace)).ConfigureAwait(false);
        bool ended = plugin.HasExited;

        // Before the kill, which deletes the socket's folder.
        (string problem, string action) = WhyUnreachable(address, cause);
        await plugin.KillAsync().ConfigureAwait(false);
        if (ended)
        {
            PluginFailure failure = plugin.Failure("Run the command in a terminal to see its output.");
            return new PluginStartException(
                $"The plugin '{plugin.Command}' ended with the exit code {ExitCodeText.Of(failure.ExitCode)} right "
                + $"after its handshake.{plugin.ErrorSummary}",
                failure,
                cause);
        }

        return new PluginHandshakeException(
            $"The host cannot connect to the plugin '{plugin.Command}' at '{address}': {problem}.{plugin.ErrorSummary}",
            plugin.Failure(action),
            cause);
    }

    /// <remarks>.NET's message repeats the command; the system's own message contains only the reason.</remarks>
    private static string Reason(Exception cause) => cause is Win32Exception system
        ? new Win32Exception(system.NativeErrorCode).Message
        : cause.Message;

    private static (string Problem, string Action) WhyUnreachable(PluginAddress address, Exception cause)
    {
        const string ListenFirst = "Check that the plugin prints its handshake only after it listens, and with the "
            + "address that it listens on.";
        return cause switch
        {
            SocketException when address.SocketPath is { } socket && !Path.Exists(socket) =>
                ("the socket does not exist", ListenFirst),
            SocketException => ($"nothing is listening at the announced address ({cause.Message})", ListenFirst),
            CertificateException =>
                (cause.Message,
                    "Check the clock of this machine. If it is right, correct the plugin, which must create a "
                    + "certificate that is valid for as long as it runs."),
            _ => ($"the server did not present the announced certificate, or rejected the host's ({cause.Message})",
                "Check that the plugin itself listens there, that it presents the certificate of its handshake, and "
                + "that it accepts the certificate in PLUGIN_CLIENT_CERT."),
        };
    }
}
