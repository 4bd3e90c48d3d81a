using Microsoft.Extensions.Logging;

namespace P5.GoPlugin;

/// <summary>
/// The caller's logger. Its exceptions are ignored: they must not stop the reading of a plugin's output or leave a
/// process behind, and there is no other place to report them.
/// </summary>
/// <param name="factory">Creates the logger. It may be disposed before the plugin has ended.</param>
internal sealed class SafeLogger(ILoggerFactory factory) : ILogger
{
    private ILogger? _logger;

    /// <summary>Creates the logger.</summary>
    /// <returns>The logger, whose exceptions are not ignored.</returns>
    internal ILogger Open() => _logger ??= factory.CreateLogger(typeof(PluginClient).FullName!);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return Open().IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return false;
        }
    }

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        try
        {
            Open().Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // See the type's remark.
        }
    }
}
