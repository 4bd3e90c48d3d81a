namespace P5.Host;

/// <summary>Keys of the WASM era, which are not typing errors.</summary>
internal static class LegacyKeys
{
    /// <summary>Where a WASM plugin came from; today's plugins have a <c>cmd</c>.</summary>
    public const string Source = "source";

    /// <summary>What a stack file's key began with, followed by the plugin's name.</summary>
    public const string StackPrefix = "p5:plugins:";

    /// <summary>What to do about all of them in a file.</summary>
    public static string FixIn(string file) => file.EndsWith(ProgramReader.JsonEnding, StringComparison.Ordinal)
        ? "Change it manually; Convert-P5Config does not convert JSON."
        : "Run Convert-P5Config or 'p5env convert' to preview the conversion.";

    /// <summary>The permissions of a WASM plugin, here or in its manifest.</summary>
    public static IReadOnlyList<string> Permissions { get; } =
        ["allowed_hosts", "allowed_paths", "interactive", "manifest", "permissions"];

    /// <summary>Why a key of a plugin is obsolete, or null if it never had a meaning.</summary>
    public static string? Explain(string key) =>
        key == Source ? "it named a WASM file; plugins are executables now"
        : Permissions.Contains(key) ? "it limited a WASM plugin; plugins run with your permissions now"
        : null;
}
