namespace P5.Migration;

/// <summary>Where a WASM plugin came from.</summary>
public enum PluginSourceKind
{
    /// <summary>A folder or a <c>.wasm</c> file of this machine.</summary>
    Local,

    /// <summary>A repository such as <c>github.com/org/repo/name@v1.2.3</c>.</summary>
    Git,

    /// <summary>A file that was downloaded.</summary>
    Url,
}
