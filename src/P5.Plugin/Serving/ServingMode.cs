namespace P5.Plugin;

/// <summary>The parts of a plugin's life that depend on who started it: a host, or a person with a debugger.</summary>
internal interface IServingMode
{
    /// <summary>Whether Ctrl+C ends the plugin.</summary>
    bool EndsOnInterrupt { get; }

    /// <summary>Waits until the plugin is no longer needed by its starter.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task WaitForStarterEndAsync(TimeProvider timeProvider, CancellationToken cancellationToken);

    /// <summary>Creates the log. Call it before <see cref="Redirect"/>, which replaces the console's writers.</summary>
    /// <param name="stderr">The process's standard error. Stays open.</param>
    /// <param name="timeProvider">The clock of the entries.</param>
    ILogWriter CreateLog(Stream stderr, TimeProvider timeProvider);

    /// <summary>Redirects the console.</summary>
    /// <param name="output">The buffer that hosts read.</param>
    /// <param name="stdout">The process's standard output. Stays open.</param>
    /// <param name="stderr">The process's standard error. Stays open.</param>
    ConsoleRedirection Redirect(StdioBuffer output, Stream stdout, Stream stderr);

    /// <summary>Handles a host's Shutdown.</summary>
    /// <param name="stop">Starts the graceful end.</param>
    void ShutDown(Action stop);

    /// <summary>Formats what standard output announces when hosts can connect: whole lines.</summary>
    string Announce(string pluginName, HandshakeLine handshake);
}

/// <summary>A host started the plugin. It waits for the handshake, and decides when the plugin ends.</summary>
internal sealed class HostedMode : IServingMode
{
    public bool EndsOnInterrupt => false;

    public Task WaitForStarterEndAsync(TimeProvider timeProvider, CancellationToken cancellationToken) =>
        ParentProcess.WaitForExitAsync(timeProvider, cancellationToken);

    public ILogWriter CreateLog(Stream stderr, TimeProvider timeProvider) => new HclogWriter(stderr, timeProvider);

    public ConsoleRedirection Redirect(StdioBuffer output, Stream stdout, Stream stderr) => new(output);

    public void ShutDown(Action stop) => stop();

    public string Announce(string pluginName, HandshakeLine handshake) => handshake.Format() + "\n";
}

/// <summary>
/// A person started the plugin to debug it. Any number of hosts attach and detach; none of them ends it, and
/// connections are not encrypted. The log and the output appear in the terminal.
/// </summary>
/// <param name="isForP5">Whether the hosts are p5's.</param>
internal sealed class DebugMode(bool isForP5) : IServingMode
{
    public bool EndsOnInterrupt => true;

    /// <summary>Waits for the token only: the plugin continues after the shell or the debugger has ended.</summary>
    /// <inheritdoc/>
    public Task WaitForStarterEndAsync(TimeProvider timeProvider, CancellationToken cancellationToken) =>
        Task.Delay(Timeout.InfiniteTimeSpan, timeProvider, cancellationToken);

    public ILogWriter CreateLog(Stream stderr, TimeProvider timeProvider) =>
        new TextLogWriter(Console.Error, timeProvider);

    public ConsoleRedirection Redirect(StdioBuffer output, Stream stdout, Stream stderr) =>
        new(output, stdout, stderr);

    public void ShutDown(Action stop)
    {
        // The next host attaches to the same process.
    }

    public string Announce(string pluginName, HandshakeLine handshake) =>
        ReattachNotice.Format(pluginName, isForP5, Environment.ProcessId, handshake);
}
