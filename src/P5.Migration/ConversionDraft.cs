using P5.Migration.Writing;

namespace P5.Migration;

/// <summary>A conversion while it is worked out.</summary>
/// <param name="path">The file.</param>
/// <param name="bytes">The file as it is on disk.</param>
/// <param name="text">Its text, without a byte order mark.</param>
internal sealed class ConversionDraft(string path, byte[] bytes, string text)
{
    private readonly List<PluginConversion> _plugins = [];
    private readonly List<string> _warnings = [];

    public void Add(PluginConversion plugin, IEnumerable<string> warnings)
    {
        _plugins.Add(plugin);
        Warn(warnings);
    }

    public void Warn(IEnumerable<string> warnings) => _warnings.AddRange(warnings);

    /// <param name="converted">The new text, without a byte order mark.</param>
    public ConfigConversion Finish(string converted) => new()
    {
        Path = path,
        Changed = converted != text,
        Plugins = _plugins,
        Warnings = _warnings,
        Diff = UnifiedDiff.Create(path, text, converted),
        Text = bytes.AsSpan().StartsWith("\uFEFF"u8) ? "\uFEFF" + converted : converted,
        Original = bytes,
    };
}
