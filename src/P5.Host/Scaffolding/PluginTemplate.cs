using System.Reflection;
using System.Text;

namespace P5.Host;

/// <summary>
/// What a language's projects are made of: the example plugin in that language, which this assembly carries.
/// </summary>
/// <param name="Folder">Its folder among the templates, which is the example's name.</param>
/// <param name="Executable">Where its executable is, from the project's folder.</param>
/// <param name="NeedsContract">Whether the contract's .proto files belong to the project.</param>
internal sealed record PluginTemplate(string Folder, string Executable, bool NeedsContract)
{
    private const string Root = "templates/";
    private const string Contract = "proto";

    private static readonly Assembly s_assembly = typeof(PluginTemplate).Assembly;

    /// <summary>The template of a language.</summary>
    public static PluginTemplate Of(PluginLanguage language) => language switch
    {
        PluginLanguage.CSharp => new("dev-env-csharp", "bin/dev-env", NeedsContract: false),
        PluginLanguage.Go => new("dev-env-go", "bin/dev-env", NeedsContract: false),
        PluginLanguage.Python => new("dev-env-python", "dev-env", NeedsContract: true),
        PluginLanguage.Node => new("dev-env-node", "dev-env", NeedsContract: true),
        _ => throw new ArgumentOutOfRangeException(nameof(language), language, "No such language."),
    };

    /// <summary>The files of a project.</summary>
    /// <param name="name">The plugin's name.</param>
    /// <param name="place">The project's folder from that of p5.toml, with slashes.</param>
    public IEnumerable<TemplateFile> Instantiate(PluginName name, string place)
    {
        string examplesPlace = name.Rename($"examples/plugins/{Folder}");
        IEnumerable<TemplateFile> own = Read($"{Root}{Folder}/").Select(file => new TemplateFile(
            name.Rename(file.Path), name.Rename(file.Text).Replace(examplesPlace, place, StringComparison.Ordinal)));
        IEnumerable<TemplateFile> contract = NeedsContract
            ? Read($"{Root}{Contract}/").Select(file => file with { Path = $"{Contract}/{file.Path}" })
            : [];
        return own.Concat(contract);
    }

    private static IEnumerable<TemplateFile> Read(string prefix) =>
        from resource in s_assembly.GetManifestResourceNames()
        let path = resource.Replace('\\', '/')
        where path.StartsWith(prefix, StringComparison.Ordinal)
        orderby path
        select new TemplateFile(path[prefix.Length..], ReadText(resource));

    // A checkout may have given the examples another system's line ends, which scripts cannot have.
    private static string ReadText(string resource)
    {
        using var reader = new StreamReader(s_assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

/// <summary>A file of a project.</summary>
/// <param name="Path">Its path from the project's folder, with slashes.</param>
/// <param name="Text">Its content.</param>
internal sealed record TemplateFile(string Path, string Text)
{
    /// <summary>Whether the system may execute it: it names its interpreter in its first line.</summary>
    public bool IsExecutable => Text.StartsWith("#!", StringComparison.Ordinal);

    /// <summary>Whether it replaces a file with another text, which was created with other options.</summary>
    public Func<string, bool> CanReplace { get; init; } = _ => false;
}

/// <summary>Takes command lines from a project's README, so that they are written once.</summary>
internal static class ReadmeCommands
{
    private const string Fence = "```";

    /// <summary>
    /// The lines of the first block of commands under a heading, without the one that goes to the folder.
    /// </summary>
    public static IReadOnlyList<string> Under(string heading, string readme) =>
    [
        .. readme.Split('\n')
            .SkipWhile(line => line != heading)
            .SkipWhile(line => line != $"{Fence}sh")
            .Skip(1)
            .TakeWhile(line => line != Fence)
            .Where(line => !line.StartsWith("cd ", StringComparison.Ordinal)),
    ];
}

/// <summary>What a new plugin is written in.</summary>
public enum PluginLanguage
{
    /// <summary>C#, on P5.Plugin.</summary>
    CSharp,

    /// <summary>Go, on HashiCorp's own library.</summary>
    Go,

    /// <summary>Python, on grpcio.</summary>
    Python,

    /// <summary>Node.js, on @grpc/grpc-js.</summary>
    Node,
}
