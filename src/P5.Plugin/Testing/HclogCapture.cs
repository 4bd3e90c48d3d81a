using System.Text.Json;

namespace P5.Plugin.Testing;

/// <summary>Parses the hclog lines that a plugin's logger writes.</summary>
internal sealed class HclogCapture
{
    private readonly Lock _gate = new();
    private readonly List<PluginLogEntry> _entries = [];

    public HclogCapture() => Stream = new WriteStream(Add);

    /// <summary>Takes the lines, each in one write.</summary>
    public Stream Stream { get; }

    /// <summary>The entries so far, oldest first.</summary>
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
            HclogWriter.ParseLevel(root.GetProperty("@level").GetString()),
            root.GetProperty("@message").GetString() ?? "",
            root.EnumerateObject()
                .Where(member => !member.Name.StartsWith('@'))
                .ToDictionary(member => member.Name, member => member.Value.ToString(), StringComparer.Ordinal));
        lock (_gate)
        {
            _entries.Add(read);
        }
    }
}
