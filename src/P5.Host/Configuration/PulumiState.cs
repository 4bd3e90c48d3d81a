using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace P5.Host;

/// <summary>
/// Pulumi's own state of a program: <c>workspaces/&lt;project&gt;-&lt;sha1 of the path of
/// Pulumi.yaml&gt;-workspace.json</c> in Pulumi's home folder. Since 3.256 that file has the selected stack of each
/// backend in <c>stacks</c>; before, one in <c>stack</c>, which Pulumi still reads.
/// </summary>
internal sealed class PulumiState
{
    private static readonly FileMemory<JsonElement?> s_documents = new();

    private readonly string _project;
    private readonly string _workspaceDirectory;
    private readonly string _homeDirectory;

    // Not to be printed: a URL can contain a password.
    private readonly string? _backend;
    private readonly string? _stack;
    private readonly Dictionary<string, string> _stacks;

    private PulumiState(StackSelectorOptions options, Place place)
    {
        _project = place.Project;
        _workspaceDirectory = Path.GetDirectoryName(place.ProgramFile)!;
        _homeDirectory = options.HomeDirectory;
        (_stack, _stacks) = ReadJson(place.File) is { } document
            ? (TextOf(document, "stack"), StacksByBackend(document))
            : (null, []);
        _backend = options.ReadVariable("PULUMI_BACKEND_URL") is { Length: > 0 } url
            ? url
            : place.Program.BackendUrl ?? CurrentBackend(options, place.Home);
    }

    /// <summary>The selected stack, or null.</summary>
    public string? Selected
    {
        get
        {
            if (_backend is not null && _stacks.TryGetValue(_backend.TrimEnd('/'), out string? stack))
            {
                return stack;
            }

            return _stack ?? (_backend is null && _stacks.Count == 1 ? _stacks.Values.Single() : null);
        }
    }

    /// <summary>Reads it.</summary>
    /// <param name="options">The location of Pulumi's files.</param>
    /// <param name="workspaceDirectory">Full path of the workspace.</param>
    /// <returns>The state; null if the workspace has no program with a name.</returns>
    /// <exception cref="P5Exception">Pulumi.yaml or a file of the state cannot be read.</exception>
    public static PulumiState? Read(StackSelectorOptions options, string workspaceDirectory) =>
        Locate(options, workspaceDirectory) is { } place ? new PulumiState(options, place) : null;

    /// <summary>The file in which Pulumi stores the selection.</summary>
    /// <param name="options">The location of Pulumi's files.</param>
    /// <param name="workspaceDirectory">Full path of the workspace.</param>
    /// <returns>Its full path, whether it exists or not; null if Pulumi has none.</returns>
    /// <exception cref="P5Exception">Pulumi.yaml cannot be read.</exception>
    public static string? FindFile(StackSelectorOptions options, string workspaceDirectory) =>
        Locate(options, workspaceDirectory)?.File;

    /// <summary>The stacks that are selected, for whatever backend, and those of a backend that is a folder.</summary>
    public IReadOnlyList<string> List()
    {
        string[] selected = _stack is null ? [] : [_stack];
        IReadOnlyList<string> local =
            _backend is null ? [] : LocalBackend.List(_backend, _project, _homeDirectory, _workspaceDirectory);
        return [.. selected.Concat(_stacks.Values).Concat(local).Distinct()];
    }

    private static Place? Locate(StackSelectorOptions options, string workspaceDirectory)
    {
        if (ProgramReader.Find(workspaceDirectory) is not { } programFile)
        {
            return null;
        }

        ProgramDocument program = ProgramReader.Recall(programFile);
        return program.Name is { } project && PulumiHome(options) is { } home
            ? new Place(programFile, program, project, home)
            : null;
    }

    // The backend of the last 'pulumi login'.
    private static string? CurrentBackend(StackSelectorOptions options, string home)
    {
        string directory = options.ReadVariable("PULUMI_CREDENTIALS_PATH") is { Length: > 0 } path ? path : home;
        return ReadJson(Path.Combine(directory, "credentials.json")) is { } credentials
            ? TextOf(credentials, "current")
            : null;
    }

    private static string? PulumiHome(StackSelectorOptions options)
    {
        if (options.ReadVariable("PULUMI_HOME") is { Length: > 0 } home)
        {
            return home;
        }

        return options.HomeDirectory.Length > 0 ? Path.Combine(options.HomeDirectory, ".pulumi") : null;
    }

    private static Dictionary<string, string> StacksByBackend(JsonElement state)
    {
        var stacks = new Dictionary<string, string>(StringComparer.Ordinal);
        if (state.ValueKind == JsonValueKind.Object
            && state.TryGetProperty("stacks", out JsonElement byBackend)
            && byBackend.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in byBackend.EnumerateObject())
            {
                if (TextOf(byBackend, property.Name) is { } stack)
                {
                    stacks[property.Name.TrimEnd('/')] = stack;
                }
            }
        }

        return stacks;
    }

    private static string? TextOf(JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(property, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private static JsonElement? ReadJson(string file)
    {
        try
        {
            return s_documents.Get(file, [file], () => File.Exists(file)
                ? Parse(RegularFile.ReadBytes(file, ConfigFileText.MaximumBytes))
                : null);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new P5Exception(
                ErrorIds.StackNotSelected,
                $"The selected stack is unknown: {file} is not valid JSON.",
                "Run 'pulumi stack select' again, or name the stack.",
                exception);
        }
    }

    /// <summary>Parses JSON whose names and values are valid Unicode: each may be the name of a stack.</summary>
    private static JsonElement Parse(byte[] bytes)
    {
        JsonElement root = JsonElement.Parse(bytes);
        try
        {
            Check(root);
            return root;
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("It contains text that is not valid Unicode.", exception);
        }
    }

    private static void Check(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Check(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    _ = property.Name;
                    Check(property.Value);
                }

                break;
        }
    }

    [SuppressMessage("Security", "CA5350", Justification = "It only names a file, the way Pulumi does.")]
    private static string Sha1(string text) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));

    private sealed record Place(string ProgramFile, ProgramDocument Program, string Project, string Home)
    {
        public string File => Path.Combine(Home, "workspaces", $"{Project}-{Sha1(ProgramFile)}-workspace.json");
    }
}

/// <summary>
/// The stacks of a backend that is a folder: <c>.pulumi/stacks/PROJECT/STACK.json</c> in it, or
/// <c>.pulumi/stacks/STACK.json</c> if it dates from before Pulumi separated the projects, and has no
/// <c>meta.yaml</c>.
/// </summary>
internal static class LocalBackend
{
    private const string Scheme = "file://";

    private static readonly string[] s_endings = [".json", ".json.gz"];

    /// <summary>The stacks of a project, sorted; none if the backend is not a folder of this machine.</summary>
    /// <param name="url">The backend, such as <c>file://~</c>.</param>
    /// <param name="project">The name of the program.</param>
    /// <param name="home">What <c>~</c> means.</param>
    /// <param name="workspaceDirectory">What a relative path starts from.</param>
    public static IReadOnlyList<string> List(string url, string project, string home, string workspaceDirectory)
    {
        if (PathOf(url, home, workspaceDirectory) is not { } root)
        {
            return [];
        }

        string state = Path.Combine(root, ".pulumi");
        string stacks = Path.Combine(state, "stacks");
        string folder = File.Exists(Path.Combine(state, "meta.yaml")) ? Path.Combine(stacks, project) : stacks;
        return Directory.Exists(folder)
            ?
            [
                .. Directory.EnumerateFiles(folder)
                    .Select(StackOf)
                    .OfType<string>()
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ]
            : [];
    }

    private static string? PathOf(string url, string home, string workspaceDirectory)
    {
        if (!url.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return null;
        }

        string path = url[Scheme.Length..].Split('?')[0];
        if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal))
        {
            return Path.Combine(home, path[1..].TrimStart('/'));
        }

        // file:///C:/state
        bool hasDrive = path.Length > 2 && path[0] == '/' && char.IsAsciiLetter(path[1]) && path[2] == ':';
        return Path.Combine(workspaceDirectory, hasDrive ? path[1..] : path);
    }

    private static string? StackOf(string file)
    {
        string name = Path.GetFileName(file);
        return s_endings.FirstOrDefault(ending => name.EndsWith(ending, StringComparison.Ordinal)) is { } ending
            ? name[..^ending.Length]
            : null;
    }
}
