using System.Reflection;
using System.Xml;
using System.Xml.Linq;

namespace P5.Host;

/// <summary>
/// Creates the project of a new plugin: the example plugin of its language under the new name, ready to be built.
/// </summary>
public static class PluginScaffold
{
    /// <summary>Plans a project and checks that it can be created. Nothing on disk changes.</summary>
    /// <param name="options">The plugin's options.</param>
    /// <returns>The project.</returns>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.ProjectNotCreated"/>: the name, the folder or the package source is invalid, or the plugin
    /// is already configured. <see cref="ErrorIds.ConfigInvalid"/>: the configuration to add it to is invalid.
    /// </exception>
    public static ScaffoldedProject Plan(PluginProjectOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        PluginName name = PluginName.Parse(options.Name);
        string parent = Path.GetFullPath(options.Directory);
        string directory = Path.Combine(parent, name.Text);
        string configuration = ConfigurationEntry.Locate(parent);
        string root = Path.GetDirectoryName(configuration)!;
        string place = Path.GetRelativePath(root, directory).Replace('\\', '/');
        PluginTemplate template = PluginTemplate.Of(options.Language);
        IEnumerable<TemplateFile> files = template.Instantiate(name, place);
        if (options.Language == PluginLanguage.CSharp)
        {
            files = PackagedLibrary.Reference(files);
        }

        if (options.PackageSource is { } source)
        {
            if (options.Language != PluginLanguage.CSharp)
            {
                throw ScaffoldError.Refuse(
                    "Only C# projects use a package source.",
                    "Omit the package source.");
            }

            files = files.Append(PackagedLibrary.Configuration(source, directory, root));
        }

        TemplateFile[] contents = [.. files];
        ProjectFolder.Check(directory, contents);
        var entry = ConfigurationEntry.Create(
            configuration, parent, name.Text, $"./{place}/{name.Rename(template.Executable)}");
        if (options.AddToConfiguration)
        {
            entry.Prepare();
        }

        bool hasSource = options.PackageSource is not null || File.Exists(Path.Combine(directory, "nuget.config"));
        return new ScaffoldedProject(options, directory, contents, entry)
        {
            Warning = options.Language == PluginLanguage.CSharp && !hasSource ? PackagedLibrary.WarnIfMissing() : null,
        };
    }

    /// <summary>
    /// Writes a project: all of it, with its table in p5.toml if requested, or nothing. If it exists unchanged, only
    /// what it lacks is written, so that a creation can be repeated with another package source.
    /// </summary>
    /// <param name="project">The project.</param>
    /// <exception cref="P5Exception">
    /// <see cref="ErrorIds.ProjectNotCreated"/>: its folder cannot be created.
    /// <see cref="ErrorIds.ConfigInvalid"/>: p5.toml changed since, or cannot be written.
    /// </exception>
    public static void Write(ScaffoldedProject project)
    {
        ArgumentNullException.ThrowIfNull(project);
        bool isNew = ProjectFolder.Write(project.Directory, project.Contents);
        if (project.ConfigurationFile is null)
        {
            return;
        }

        try
        {
            project.Entry.Write();
        }
        catch (P5Exception) when (isNew)
        {
            Directory.Delete(project.Directory, recursive: true);
            throw;
        }
    }
}

/// <summary>
/// Makes a project in C# reference P5.Plugin as a package; the example references the sources in this repository.
/// </summary>
internal static class PackagedLibrary
{
    private const string Package = "P5.Plugin";
    private const string ProjectReference = "<ProjectReference Include=\"../../../src/P5.Plugin/P5.Plugin.csproj\" />";

    private static readonly string s_version = typeof(PackagedLibrary).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The project's files with the package of this version.</summary>
    public static IEnumerable<TemplateFile> Reference(IEnumerable<TemplateFile> files) => files.Select(file => file with
    {
        Text = file.Text.Replace(
            ProjectReference,
            $"<PackageReference Include=\"{Package}\" Version=\"{s_version}\" />",
            StringComparison.Ordinal),
    });

    /// <summary>The file that adds a package source to the user's.</summary>
    /// <param name="source">The full path of a folder, or a URL.</param>
    /// <param name="directory">Full path of the project's folder.</param>
    /// <param name="root">
    /// The folder that is moved as a whole: the path of a package source in it is relative to the project.
    /// </param>
    public static TemplateFile Configuration(string source, string directory, string root)
    {
        string value = source;
        if (!IsUrl(source))
        {
            CheckFolder(source);
            value = UserPath.IsInside(source, root)
                ? Path.GetRelativePath(directory, source).Replace('\\', '/')
                : source;
        }

        return new TemplateFile("nuget.config", Configuration(value)) { CanReplace = IsConfiguration };
    }

    private static string Configuration(string source)
    {
        var document = new XElement(
            "configuration",
            new XElement(
                "packageSources", new XElement("add", new XAttribute("key", "p5"), new XAttribute("value", source))));
        return document.ToString().ReplaceLineEndings("\n") + "\n";
    }

    /// <summary>Whether a text is <see cref="Configuration(string)"/> of any source.</summary>
    private static bool IsConfiguration(string text)
    {
        try
        {
            return XElement.Parse(text).Descendants("add").FirstOrDefault()?.Attribute("value")?.Value is { } source
                && text == Configuration(source);
        }
        catch (XmlException)
        {
            return false;
        }
    }

    /// <summary>A build would report only that the package was not found.</summary>
    private static void CheckFolder(string source)
    {
        if (!Directory.Exists(source))
        {
            throw ScaffoldError.Refuse(
                $"The package source {source} does not exist.", "Use a folder with packages, or a URL.");
        }

        // NuGet finds packages in the folder itself, or in PACKAGE/VERSION below it.
        string file = $"{Package}.{s_version}.nupkg";
        string below = Path.Combine(source, Package.ToLowerInvariant(), s_version);
        var anyCase = new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive };
        if (!Directory.EnumerateFiles(source, file, anyCase).Any()
            && !(Directory.Exists(below) && Directory.EnumerateFiles(below, file, anyCase).Any()))
        {
            throw ScaffoldError.Refuse(
                $"The package source {source} does not contain {file}, which the project needs.",
                "Create the packages of this version with ./build.ps1 Package in a clone of P5, and use that folder.");
        }
    }

    /// <summary>
    /// What to do if the package cannot be restored; null if it is on this machine already. Only the build finds out
    /// whether the user's package sources have it, and its error does not name the next step.
    /// </summary>
    public static string? WarnIfMissing()
    {
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return Directory.Exists(Path.Combine(cache, Package.ToLowerInvariant(), s_version))
            ? null
            : $"The build gets the package {Package} {s_version} from your package sources. If it reports NU1101 or "
                + "NU1102, none of them has it: repeat this command with -PackageSource and a folder or URL that has "
                + "it.";
    }

    /// <summary>Whether a source is on the net.</summary>
    public static bool IsUrl(string source) => source.Contains("://", StringComparison.Ordinal);
}

internal static class ScaffoldError
{
    public static P5Exception Refuse(
        string problem, string action, Exception? cause = null, string actionLines = "") =>
        new(ErrorIds.ProjectNotCreated, problem, action, cause, actionLines: actionLines);
}
