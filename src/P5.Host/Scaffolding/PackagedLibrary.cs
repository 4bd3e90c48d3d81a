using System.Reflection;
using System.Xml.Linq;

namespace P5.Host;

/// <summary>Lets a project in C# use P5.Plugin as a package: the example uses the sources beside it.</summary>
internal static class PackagedLibrary
{
    private const string ProjectReference = "<ProjectReference Include=\"../../../src/P5.Plugin/P5.Plugin.csproj\" />";

    private static readonly string s_version = typeof(PackagedLibrary).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The project's files with the package of this version.</summary>
    public static IEnumerable<TemplateFile> Reference(IEnumerable<TemplateFile> files) => files.Select(file => file with
    {
        Text = file.Text.Replace(
            ProjectReference,
            $"<PackageReference Include=\"P5.Plugin\" Version=\"{s_version}\" />",
            StringComparison.Ordinal),
    });

    /// <summary>The file that names a package source beside the user's own.</summary>
    /// <param name="source">The full path of a folder, or a URL.</param>
    /// <param name="directory">Full path of the project's folder.</param>
    /// <param name="root">The folder whose parts move together: a source in it is named relative to the project.</param>
    public static TemplateFile Configuration(string source, string directory, string root)
    {
        string value = source;
        if (!IsUrl(source))
        {
            if (!Directory.Exists(source))
            {
                throw ScaffoldError.Refuse(
                    $"The package source {source} does not exist.", "Name a folder with packages, or a URL.");
            }

            bool isInside = !Path.GetRelativePath(root, source).StartsWith("..", StringComparison.Ordinal)
                && !Path.IsPathRooted(Path.GetRelativePath(root, source));
            value = isInside ? Path.GetRelativePath(directory, source).Replace('\\', '/') : source;
        }

        var document = new XElement(
            "configuration",
            new XElement("packageSources", new XElement("add", new XAttribute("key", "p5"), new XAttribute("value", value))));
        return new TemplateFile("nuget.config", document.ToString().ReplaceLineEndings("\n") + "\n");
    }

    /// <summary>Whether a source is on the net.</summary>
    public static bool IsUrl(string source) => source.Contains("://", StringComparison.Ordinal);
}
