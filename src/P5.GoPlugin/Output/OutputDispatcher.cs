using Microsoft.Extensions.Logging;

namespace P5.GoPlugin;

/// <summary>
/// Passes a plugin's output to the log and to the caller, one line at a time, whichever pipe it came from.
/// </summary>
internal sealed class OutputDispatcher
{
    private readonly string _pluginName;
    private readonly ILogger _logger;
    private readonly Action<PluginOutput>? _sink;
    private readonly Lock _gate = new();

    /// <summary>One for each source: the next piece of a long line comes from the same source.</summary>
    private readonly Dictionary<PluginOutputSource, PieceRedaction> _redactPiece = [];

    internal OutputDispatcher(string pluginName, PluginClientOptions options)
    {
        _pluginName = pluginName;
        _logger = options.Logger;
        _sink = options.Output;
        Redactor = new OutputRedactor(options.Redactor, options.Logger);
    }

    internal OutputRedactor Redactor { get; }

    /// <summary>Creates a stream of plain output. Its lines are dispatched as they are completed.</summary>
    internal LineStream CreateStream(PluginOutputSource source) => new(piece =>
        Dispatch(new PluginOutput(source, PluginLogLevel.Information, piece.Text) { IsPartial = !piece.EndsLine }));

    internal void Dispatch(PluginOutput output)
    {
        lock (_gate)
        {
            output = Redact(output);
            LogLevel level = ToLogLevel(output.Level);
            _logger.PluginWrote(level, _pluginName, output.Text);
            try
            {
                _sink?.Invoke(output);
            }
            catch (Exception failure)
            {
                // A bug in the caller's code must not block the plugin, so reading continues.
                _logger.SinkFailed(failure, _pluginName);
            }
        }
    }

    private PluginOutput Redact(PluginOutput output)
    {
        if (!_redactPiece.TryGetValue(output.Source, out PieceRedaction? redactPiece))
        {
            _redactPiece[output.Source] = redactPiece = Redactor.ForStream();
        }

        return output with
        {
            Text = redactPiece(output.Text, output.IsPartial),
            Fields = output.Fields.Count == 0
                ? output.Fields
                : output.Fields.ToDictionary(field => field.Key, field => Redactor.Redact(field.Value)),
        };
    }

    private static LogLevel ToLogLevel(PluginLogLevel level) => level switch
    {
        PluginLogLevel.Trace => LogLevel.Trace,
        PluginLogLevel.Debug => LogLevel.Debug,
        PluginLogLevel.Information => LogLevel.Information,
        PluginLogLevel.Warning => LogLevel.Warning,
        _ => LogLevel.Error,
    };
}
