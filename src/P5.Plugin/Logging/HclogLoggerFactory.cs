using Microsoft.Extensions.Logging;

namespace P5.Plugin.Logging;

/// <summary>Makes loggers by category, which hclog calls a module.</summary>
internal sealed class HclogLoggerFactory(ILogWriter writer) : ILoggerFactory
{
    /// <summary>The categories of the server. The plugin's host is not interested in less than its warnings.</summary>
    private static readonly string[] s_serverPrefixes = ["Microsoft.", "Grpc."];

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName)
    {
        bool isServer = s_serverPrefixes.Any(prefix => categoryName.StartsWith(prefix, StringComparison.Ordinal));
        return new HclogLogger(writer, categoryName, isServer ? LogLevel.Warning : LogLevel.Trace);
    }

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
