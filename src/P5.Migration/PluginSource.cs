using System.Text.RegularExpressions;

namespace P5.Migration;

/// <summary>An old <c>source</c>: where the plugin came from and what its executable is called now.</summary>
internal sealed partial class PluginSource
{
    private const string FileScheme = "file://";
    private const string WasmEnding = ".wasm";

    private PluginSource(PluginSourceKind kind, string location)
    {
        Kind = kind;
        Location = location;
    }

    public PluginSourceKind Kind { get; }

    /// <summary>The path of a local source; else the source as written.</summary>
    public string Location { get; }

    public static PluginSource Parse(string source)
    {
        if (source.StartsWith(FileScheme, StringComparison.OrdinalIgnoreCase))
        {
            string path = source[FileScheme.Length..];
            return new PluginSource(PluginSourceKind.Local, DriveAfterSlash().IsMatch(path) ? path[1..] : path);
        }

        if (source.Contains("://", StringComparison.Ordinal))
        {
            return new PluginSource(PluginSourceKind.Url, source);
        }

        return new PluginSource(Repository().IsMatch(source) ? PluginSourceKind.Git : PluginSourceKind.Local, source);
    }

    /// <summary>The command of the native executable.</summary>
    /// <param name="pluginName">The name of the executable if the source has none.</param>
    /// <param name="binDirectory">The folder of executables that are not local; null or "" means PATH.</param>
    public string Command(string pluginName, string? binDirectory)
    {
        if (Kind == PluginSourceKind.Local)
        {
            return LocalCommand(pluginName);
        }

        string name = RemoteName(pluginName);
        return binDirectory is { Length: > 0 } ? Join(binDirectory, name) : name;
    }

    /// <summary>Joins with the separator that the folder is written with; the file may be for another system.</summary>
    private static string Join(string folder, string name)
    {
        if (folder[^1] is '/' or '\\')
        {
            return folder + name;
        }

        bool isWindows = folder.Contains('\\') && !folder.Contains('/');
        return $"{folder}{(isWindows ? '\\' : '/')}{name}";
    }

    private string LocalCommand(string pluginName)
    {
        string path = Location.TrimEnd('/', '\\');
        char separator = path.Contains('\\') && !path.Contains('/') ? '\\' : '/';
        string name = LastSegment(path);
        string executable = TrimEnding(name, WasmEnding);
        string folder = executable == name ? $"{path}{separator}" : path[..^name.Length];
        if (executable is "" or "." or "..")
        {
            executable = pluginName;
        }

        // Without a separator it would be looked up on PATH.
        return folder.Length == 0 ? $".{separator}{executable}" : $"{folder}{executable}";
    }

    private string RemoteName(string pluginName)
    {
        string path = Location;
        if (Kind == PluginSourceKind.Url)
        {
            path = path[(path.IndexOf("://", StringComparison.Ordinal) + 3)..].Split('?', '#')[0];
            int host = path.IndexOf('/', StringComparison.Ordinal);
            path = host < 0 ? string.Empty : Uri.UnescapeDataString(path[host..]);
        }

        // Before the last segment is taken, because a version may contain slashes (a tag such as plugins/v1). An @ that
        // starts a segment, or precedes the first, is part of a name.
        int version = path.LastIndexOf('@');
        if (version > path.IndexOf('/', StringComparison.Ordinal) + 1)
        {
            path = path[..version];
        }

        string name = TrimEnding(TrimEnding(LastSegment(path.TrimEnd('/')), WasmEnding), ".git");
        return name.Length > 0 ? name : pluginName;
    }

    private static string LastSegment(string path) => path[(path.LastIndexOfAny(['/', '\\', ':']) + 1)..];

    private static string TrimEnding(string name, string ending) =>
        name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? name[..^ending.Length] : name;

    /// <summary><c>/C:/dir</c>, which is what <c>file:///C:/dir</c> leaves.</summary>
    [GeneratedRegex(@"^/[A-Za-z]:[/\\]", RegexOptions.CultureInvariant)]
    private static partial Regex DriveAfterSlash();

    /// <summary><c>host.name/org/repo...</c> or <c>git@host:org/repo...</c>.</summary>
    [GeneratedRegex(
        @"^([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+/[^/\\]+/[^/\\]|[^@/\\\s]+@[^@:/\\\s]+:[^/\\])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Repository();
}
