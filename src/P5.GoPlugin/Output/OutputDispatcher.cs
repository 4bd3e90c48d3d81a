using Microsoft.Extensions.Logging;

namespace P5.GoPlugin;

/// <summary>Hands what a plugin writes to the log and to the caller, one at a time, whichever pipe it came from.</summary>
internal sealed class OutputDispatcher(
    string pluginName, ILogger logger, Action<PluginOutput>? sink, IRedactor? redactor)
{
    private readonly Lock _gate = new();

    /// <summary>One for each source: a line that comes in pieces is followed by its next piece there alone.</summary>
    private readonly LineRedactor?[] _redactors = new LineRedactor?[(int)PluginOutputSource.ErrorLine + 1];

    internal void Dispatch(PluginOutput output)
    {
        lock (_gate)
        {
            output = Redact(output);
            LogLevel level = output.Level switch
            {
                PluginLogLevel.Trace => LogLevel.Trace,
                PluginLogLevel.Debug => LogLevel.Debug,
                PluginLogLevel.Information => LogLevel.Information,
                PluginLogLevel.Warning => LogLevel.Warning,
                _ => LogLevel.Error,
            };
            logger.PluginWrote(level, pluginName, output.Text);
            try
            {
                sink?.Invoke(output);
            }
            catch (Exception failure)
            {
                // The pipe must be read on, or the plugin would stand still for a mistake in the caller's code.
                logger.SinkFailed(failure, pluginName);
            }
        }
    }

    private PluginOutput Redact(PluginOutput output) => redactor is null
        ? output
        : output with
        {
            Text = (_redactors[(int)output.Source] ??= new LineRedactor(redactor)).Redact(output.Text, output.IsPartial),
            Fields = output.Fields.Count == 0
                ? output.Fields
                : output.Fields.ToDictionary(field => field.Key, field => redactor.Redact(field.Value)),
        };
}
