using System.Text.Json;
using Microsoft.Extensions.Logging;
using P5.Plugin.Output;

namespace P5.Plugin.Testing;

/// <summary>Reads the lines of hclog's JSON that a plugin's logger writes.</summary>
internal sealed class HclogCapture
{
    private readonly Lock _gate = new();
    private readonly List<PluginLogEntry> _entries = [];

    public HclogCapture() => Stream = new WriteStream(Add);

    /// <summary>Where the lines are written, each in one piece.</summary>
    public Stream Stream { get; }

    /// <summary>What came so far, oldest first.</summary>
    public IReadOnlyList<PluginLogEntry> Read()
    {
        lock (_gate)
        {
            return [.. _entries];
        }
    }

    private void Add(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        using var entry = JsonDocument.ParseValue(ref reader);
        JsonElement root = entry.RootElement;
        var read = new PluginLogEntry(
            Level(root.GetProperty("@level").GetString()),
            root.GetProperty("@message").GetString() ?? "",
            root.EnumerateObject()
                .Where(member => !member.Name.StartsWith('@'))
                .ToDictionary(member => member.Name, member => member.Value.ToString(), StringComparer.Ordinal));
        lock (_gate)
        {
            _entries.Add(read);
        }
    }

    private static LogLevel Level(string? name) => name switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" => LogLevel.Warning,
        _ => LogLevel.Error,
    };
}
