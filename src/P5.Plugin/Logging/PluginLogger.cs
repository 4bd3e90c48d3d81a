using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace P5.Plugin;

/// <summary>
/// A logger whose entries the host receives with their level. The values of a template's placeholders become fields,
/// and so does an exception's message, as <c>error</c>. Scopes are not supported.
/// </summary>
/// <param name="writer">Takes the entries.</param>
/// <param name="module">hclog's word for the category.</param>
/// <param name="isServer">
/// Whether the entries are those of the gRPC server, of which the host gets only warnings and errors.
/// </param>
internal sealed class PluginLogger(ILogWriter writer, string module, bool isServer = false) : ILogger
{
    private const string TemplateKey = "{OriginalFormat}";

    /// <summary>Kestrel's message of an exception that has no type of its own.</summary>
    private const string ClientReset = "The client reset the request stream.";

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) =>
        logLevel >= (isServer ? LogLevel.Warning : LogLevel.Trace) && logLevel != LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        // The server logs a call that its host cancels as an error if the request was still being read.
        if (!IsEnabled(logLevel) || (isServer && exception is IOException { Message: ClientReset }))
        {
            return;
        }

        string? message = null;
        var fields = new List<KeyValuePair<string, object?>>();
        if (state is IEnumerable<KeyValuePair<string, object?>> values)
        {
            foreach (KeyValuePair<string, object?> value in values)
            {
                if (value.Key == TemplateKey)
                {
                    message = TextBeforeFields(value.Value as string ?? "");
                }
                else
                {
                    fields.Add(new(JsonNamingPolicy.CamelCase.ConvertName(value.Key), value.Value));
                }
            }
        }

        if (exception is not null)
        {
            fields.Add(new("error", exception.Message));
        }

        writer.Write(logLevel, module, message ?? formatter(state, exception), fields);
    }

    /// <summary>
    /// hclog separates text and fields. If all placeholders are at the end of a template, as in
    /// <c>authenticated {Stack} {Calls}</c>, its text is what precedes them; otherwise the text contains the values.
    /// </summary>
    /// <returns>The text before the placeholders; null if there is none, or if there is text after them.</returns>
    private static string? TextBeforeFields(string template)
    {
        int start = Math.Max(0, template.IndexOf('{', StringComparison.Ordinal));
        string text = template[..start].TrimEnd();
        bool onlyFieldsFollow = template[start..]
            .Split('}', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .All(field => field.StartsWith('{'));
        return text.Length > 0 && onlyFieldsFollow ? text : null;
    }
}

/// <summary>Creates loggers by category, which hclog calls a module.</summary>
internal sealed class PluginLoggerFactory(ILogWriter writer) : ILoggerFactory
{
    /// <summary>The categories of the server.</summary>
    private static readonly string[] s_serverPrefixes = ["Microsoft.", "Grpc."];

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new PluginLogger(
        writer,
        categoryName,
        s_serverPrefixes.Any(prefix => categoryName.StartsWith(prefix, StringComparison.Ordinal)));

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
