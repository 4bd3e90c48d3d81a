using P5.Plugin.Logging;
using P5.Plugin.Output;
using P5.Plugin.Startup;

namespace P5.Plugin.Modes;

/// <summary>What of a plugin's life depends on who started it.</summary>
internal interface IServingMode
{
    /// <summary>Whether Ctrl+C ends the plugin.</summary>
    bool IsInterruptOurs { get; }

    /// <summary>Waits until the one for whom the plugin runs is gone.</summary>
    /// <param name="timeProvider">The clock of the wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended by its token.</exception>
    Task WaitForStarterEndAsync(TimeProvider timeProvider, CancellationToken cancellationToken);

    /// <summary>Opens the log. To be called before <see cref="Redirect"/>, which would send it to the host's user.</summary>
    /// <param name="stderr">Standard error of the process. Stays open.</param>
    /// <param name="timeProvider">The clock of the entries.</param>
    ILogWriter CreateLog(Stream stderr, TimeProvider timeProvider);

    /// <summary>Takes what the plugin writes to its console.</summary>
    /// <param name="output">Where hosts read it.</param>
    /// <param name="stdout">Standard output of the process. Stays open.</param>
    /// <param name="stderr">Standard error of the process. Stays open.</param>
    ConsoleRedirection Redirect(StdioBuffer output, Stream stdout, Stream stderr);

    /// <summary>What to do when a host asks the plugin to end.</summary>
    /// <param name="stop">Begins the graceful end.</param>
    void ShutDown(Action stop);

    /// <summary>What standard output says once hosts can connect, whole lines.</summary>
    /// <param name="name">The plugin's name.</param>
    /// <param name="protocolVersion">The version of the application's protocol.</param>
    /// <param name="address">Where it listens.</param>
    /// <param name="certificate">The server's certificate as DER with AutoMTLS, else empty.</param>
    string Announce(string name, int protocolVersion, ListenAddress address, ReadOnlySpan<byte> certificate);
}
