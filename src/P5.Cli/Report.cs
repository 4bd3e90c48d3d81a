using P5.GoPlugin;
using P5.Host;

namespace P5.Cli;

/// <summary>What p5env prints to standard error. Never a value.</summary>
/// <param name="writer">Standard error.</param>
/// <param name="verbose">Whether to write verbose lines too.</param>
internal sealed class Report(TextWriter writer, bool verbose)
{
    // Plugins write from several threads; their lines must not mix.
    private readonly Lock _lock = new();

    // Its texts are safe already, and may have several lines.
    public void Error(P5Exception exception) =>
        WriteLines($"error: {TextOf(exception)}");

    public void Warning(P5Exception exception) =>
        WriteLines($"warning: {TextOf(exception)}");

    public void Error(string text) => Write($"error: {text}");

    public void Warning(string text) => Write($"warning: {text}");

    public void Verbose(string text)
    {
        if (verbose)
        {
            Write(text);
        }
    }

    public void Write(string text) => WriteLines(SafeText.Whole(text));

    private static string TextOf(P5Exception exception) =>
        exception.RecommendedAction.Length > 0
            ? $"{exception.Message}\n{exception.RecommendedAction}"
            : exception.Message;

    // Each line gets p5env's prefix, because the command writes to the same place.
    private void WriteLines(string text)
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
        Verbose($"{stack}, read {string.Join(", ", files.OfType<string>())}");
        foreach (ConfigurationDiagnostic warning in configuration.Warnings)
        {
            Warning($"{warning.Place}: {warning.Message}");
        }
    }

    public void Credential(PluginCredential credential, bool isStored)
    {
        string expiry = credential switch
        {
            { AlwaysAsk: true } => "for one call only",
            { ExpiresAt: { } time } => $"until {time.LocalDateTime:yyyy-MM-dd HH:mm:ss}",
            _ => "never expires",
        };
        string origin = isStored ? ": the store has" : " returned";
        Verbose($"{credential.PluginName}{origin} {string.Join(", ", credential.VariableNames)} ({expiry})");
    }

    public void Waiting(string pluginName, LockHolder? holder)
    {
        if (holder is not null)
        {
            Write($"{pluginName}: waiting for the login in {holder}");
        }
    }

    public void Plugin(string pluginName, PluginOutput output)
    {
        string text = $"{pluginName}: {output.ToLine()}";
        if (output.Source is PluginOutputSource.Stdout or PluginOutputSource.Stderr)
        {
            // As it is: a plugin shows its user a code or a link, perhaps in colours.
            WriteLines($"{SafeText.Whole(pluginName)}: {output.Text}");
        }
        else if (output.Source == PluginOutputSource.Log && output.Level >= PluginLogLevel.Warning)
        {
            Write(text);
        }
        else
        {
            Verbose(text);
        }
    }
}
