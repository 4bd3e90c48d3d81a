using P5.Plugin.Lifetime;
using P5.Plugin.Logging;
using P5.Plugin.Output;
using P5.Plugin.Startup;

namespace P5.Plugin.Modes;

/// <summary>A host started the plugin: it waits for the handshake, and decides when the plugin ends.</summary>
internal sealed class HostedMode : IServingMode
{
    /// <inheritdoc/>
    public bool IsInterruptOurs => false;

    /// <inheritdoc/>
    public Task WaitForStarterEndAsync(TimeProvider timeProvider, CancellationToken cancellationToken) =>
        ParentProcess.WaitForExitAsync(timeProvider, cancellationToken);

    /// <inheritdoc/>
    public ILogWriter CreateLog(Stream stderr, TimeProvider timeProvider) => new HclogWriter(stderr, timeProvider);

    /// <inheritdoc/>
    public ConsoleRedirection Redirect(StdioBuffer output, Stream stdout, Stream stderr) => new(output);

    /// <inheritdoc/>
    public void ShutDown(Action stop) => stop();

    /// <inheritdoc/>
    public string Announce(string name, int protocolVersion, ListenAddress address, ReadOnlySpan<byte> certificate) =>
        HandshakeLine.Format(protocolVersion, address, certificate) + "\n";
}
