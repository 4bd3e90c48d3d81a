using System.Text.RegularExpressions;

namespace P5.Migration;

/// <summary>An old <c>source</c>: where the plugin came from and what its executable is called now.</summary>
internal sealed partial class PluginSource
{
    private const string WasmEnding = ".wasm";

    private PluginSource(PluginSourceKind kind, string location)
    {
        Kind = kind;
        Location = location;
    }

    public PluginSourceKind Kind { get; }

    /// <summary>The path of a local source; else the source as written.</summary>
    public string Location { get; }

    /// <param name="source">The source, without blanks around it.</param>
    public static PluginSource Parse(string source)
    {
        if (FileUrl().Match(source) is { Success: true } url)
        {
            string path = Uri.UnescapeDataString(source[url.Length..]);
            return new PluginSource(PluginSourceKind.Local, DriveAfterSlash().IsMatch(path) ? path[1..] : path);
        }

        PluginSourceKind kind = HostOfUrl().IsMatch(source) ? PluginSourceKind.Url
            : Repository().IsMatch(source) ? PluginSourceKind.Git
            : PluginSourceKind.Local;
        return new PluginSource(kind, source);
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

        string name = RemoteName();
        name = IsFileName(name) ? name : pluginName;
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
        string name = LastSegment(Drive().IsMatch(path) ? path[2..] : path);
        string executable = TrimEnding(name, WasmEnding);
        string folder = executable == name ? $"{path}{separator}" : path[..^name.Length];
        if (executable is "" or "." or "..")
        {
            executable = pluginName;
        }

        // Without a separator it would be looked up on PATH.
        return folder.Length == 0 ? $".{separator}{executable}" : $"{folder}{executable}";
    }

    /// <summary>The last name of the path, without version and endings; "" if it has none.</summary>
    private string RemoteName()
    {
        string path = HostOfUrl().Replace(Location, "/").Split('?', '#')[0];
        path = UserAtHost().Replace(path, "");

        // Before the last segment is taken, because a version may contain slashes (a tag such as plugins/v1).
        path = Version().Replace(path, "");

        // A tag of a registry is inside the last segment.
        string name = LastSegment(path.TrimEnd('/')).Split(':')[0];
        return TrimEnding(TrimEnding(Uri.UnescapeDataString(name), WasmEnding), ".git");
    }

    private static bool IsFileName(string name) =>
        !string.IsNullOrWhiteSpace(name)
        && name is not ("." or "..")
        && !name.Any(character => character is '/' or '\\' || char.IsControl(character));

    private static string LastSegment(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..];

    private static string TrimEnding(string name, string ending) =>
        name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? name[..^ending.Length] : name;

    /// <summary>What precedes the path of a file's URL; a relative path after it is accepted too.</summary>
    [GeneratedRegex(
        @"^file:(//(localhost(?=/))?|(?=/))", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex FileUrl();

    /// <summary><c>/C:/dir</c>, which is what <c>file:///C:/dir</c> leaves.</summary>
    [GeneratedRegex(@"^/[A-Za-z]:[/\\]", RegexOptions.CultureInvariant)]
    private static partial Regex DriveAfterSlash();

    [GeneratedRegex("^[A-Za-z]:", RegexOptions.CultureInvariant)]
    private static partial Regex Drive();

    /// <summary><c>scheme://host/</c>, or a registry's <c>host:5000/</c>.</summary>
    [GeneratedRegex(@"^([^/\\]*://[^/?#]*|[A-Za-z0-9.-]+:[0-9]+(?=/))/?", RegexOptions.CultureInvariant)]
    private static partial Regex HostOfUrl();

    /// <summary><c>host.name/org/repo...</c> or <c>git@host:org/repo...</c>.</summary>
    [GeneratedRegex(
        @"^([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+/[^/\\]+/[^/\\]|[^@/\\\s]+@[^@:/\\\s]+:[^/\\])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Repository();

    /// <summary><c>git@host:</c></summary>
    [GeneratedRegex(@"^[^@/\\\s]+@[^@:/\\\s]+:", RegexOptions.CultureInvariant)]
    private static partial Regex UserAtHost();

    /// <summary>The last @ and what follows. An @ that starts a segment is part of a name.</summary>
    [GeneratedRegex("(?<=[^/])@[^@]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
