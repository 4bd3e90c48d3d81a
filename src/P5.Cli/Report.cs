using P5.GoPlugin;
using P5.Host;

namespace P5.Cli;

/// <summary>What p5env prints to standard error. Never a value.</summary>
/// <param name="writer">Standard error.</param>
/// <param name="verbose">Whether to write verbose lines too.</param>
internal sealed class Report(TextWriter writer, bool verbose)
{
    // Plugins speak from several threads; a line is never cut by another.
    private readonly Lock _lock = new();

    public void Error(P5Exception exception) => Error(exception.Message, exception.RecommendedAction);

    public void Error(string text, string? nextStep = null) =>
        Say(nextStep is null ? $"error: {text}" : $"error: {text}\n{nextStep}");

    public void Warning(string text) => Say($"warning: {text}");

    public void Story(string text)
    {
        if (verbose)
        {
            Say(text);
        }
    }

    // Each line gets p5env's prefix, because the command writes to the same place.
    public void Say(string text)
    {
        string lines = text.ReplaceLineEndings("\np5env:   ");
        lock (_lock)
        {
            try
            {
                writer.Write($"p5env: {lines}\n");
            }
            catch (IOException)
            {
                // There is nowhere left to report it; the exit code still reports the result.
            }
        }
    }

    public void Configuration(WorkspaceConfiguration configuration)
    {
        string?[] files = [configuration.GlobalFile, configuration.ProgramFile, configuration.StackFile];
        string stack = configuration.StackName is { } name ? $"stack {name}" : "no stack";
        Story($"{stack}, read {string.Join(", ", files.OfType<string>())}");
        foreach (ConfigurationDiagnostic warning in configuration.Warnings)
        {
            Warning($"{warning.Place}: {warning.Message}");
        }
    }

    public void Credential(PluginCredential credential)
    {
        string expiry = credential switch
        {
            { AlwaysAsk: true } => "for one call only",
            { ExpiresAt: { } time } => $"until {time.LocalDateTime:yyyy-MM-dd HH:mm:ss}",
            _ => "never expires",
        };
        Story($"{credential.PluginName} returned {string.Join(", ", credential.VariableNames)} ({expiry})");
    }

    public void Plugin(string pluginName, PluginOutput output)
    {
        string text = $"{pluginName}: {output.ToLine()}";
        bool mustBeSeen = output.Source is PluginOutputSource.Stdout or PluginOutputSource.Stderr
            || (output.Source == PluginOutputSource.Log && output.Level >= PluginLogLevel.Warning);
        if (mustBeSeen)
        {
            Say(text);
        }
        else
        {
            Story(text);
        }
    }
}
