using Microsoft.Extensions.Logging;

namespace P5.Plugin.Logging;

/// <summary>Makes loggers for the web server: the plugin's host is not interested in less than its warnings.</summary>
internal sealed class HclogLoggerFactory(ILogWriter writer) : ILoggerFactory
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new HclogLogger(writer, categoryName, LogLevel.Warning);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
