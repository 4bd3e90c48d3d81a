using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace P5.Plugin.Logging;

/// <summary>
/// A logger whose entries arrive at the host, each at its level. The values of a template's placeholders, and an
/// exception's message as <c>error</c>, become fields of the entry. Scopes are not carried.
/// </summary>
internal sealed class HclogLogger(ILogWriter writer, string module, LogLevel minimumLevel) : ILogger
{
    private const string TemplateKey = "{OriginalFormat}";

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= minimumLevel && logLevel != LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
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
    /// hclog keeps text and fields apart. A template whose placeholders all stand at its end, such as
    /// <c>authenticated {Stack} {Calls}</c>, says the same; any other has its values in the text too.
    /// </summary>
    /// <returns>The text before the placeholders, or null when there is text among or after them, or none before.</returns>
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
