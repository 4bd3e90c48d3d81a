using P5.Plugin.Logging;
using P5.Plugin.Output;
using P5.Plugin.Startup;

namespace P5.Plugin.Modes;

/// <summary>
/// A person started the plugin, to debug it. Hosts come and go: none of them started it, none ends it, and all are in
/// plain text. The person reads the log and the output in the terminal.
/// </summary>
/// <param name="isForP5">Whether the hosts are p5's.</param>
internal sealed class DebugMode(bool isForP5) : IServingMode
{
    /// <inheritdoc/>
    public bool IsInterruptOurs => true;

    /// <summary>Waits for the token alone: the shell or the debugger may go, the plugin goes on.</summary>
    /// <inheritdoc/>
    public Task WaitForStarterEndAsync(TimeProvider timeProvider, CancellationToken cancellationToken) =>
        Task.Delay(Timeout.InfiniteTimeSpan, timeProvider, cancellationToken);

    /// <inheritdoc/>
    public ILogWriter CreateLog(Stream stderr, TimeProvider timeProvider) =>
        new TextLogWriter(Console.Error, timeProvider);

    /// <inheritdoc/>
    public ConsoleRedirection Redirect(StdioBuffer output, Stream stdout, Stream stderr) =>
        new(output, stdout, stderr);

    /// <inheritdoc/>
    public void ShutDown(Action stop)
    {
        // The next host finds the plugin where this one did.
    }

    /// <inheritdoc/>
    public string Announce(string name, int protocolVersion, ListenAddress address, ReadOnlySpan<byte> certificate) =>
        ReattachNotice.Format(name, isForP5, protocolVersion, Environment.ProcessId, address);
}
