using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace P5.PowerShell;

/// <summary>
/// Loads the host and its libraries separately from those of the session: another module may use another version of
/// Google.Protobuf or SharpYaml.
/// </summary>
internal sealed class P5LoadContext : AssemblyLoadContext
{
    private readonly string[] _directories;

    /// <summary>Creates the context.</summary>
    /// <param name="directory">The folder that contains its assemblies.</param>
    public P5LoadContext(string directory)
        : base("P5") => _directories = [Path.Join(directory, ImageFolder), directory];

    /// <summary>
    /// The folder with the same assemblies compiled ahead for this system, if the build had its compiler.
    /// Only this system's: what is compiled for another does not load at all.
    /// </summary>
    internal static string ImageFolder { get; } = FolderOf(SystemName, RuntimeInformation.ProcessArchitecture);

    private static string SystemName =>
        OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";

    /// <summary>The name as the build forms it.</summary>
    /// <param name="system">The system's part of a runtime identifier.</param>
    /// <param name="architecture">That of the process, which on the machine may be emulated.</param>
    private static string FolderOf(string system, Architecture architecture) =>
        $"{system}-{architecture.ToString().ToLowerInvariant()}";

    /// <summary>The file of an assembly, if this context has one.</summary>
    /// <param name="directory">The folder that contains the context's assemblies.</param>
    /// <param name="name">The name of the assembly that is requested.</param>
    /// <returns>The path, or null if the file does not exist.</returns>
    internal static string? FindAssembly(string directory, string? name)
    {
        string path = Path.Join(directory, $"{name}.dll");
        return File.Exists(path) ? path : null;
    }

    /// <inheritdoc />
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        foreach (string directory in _directories)
        {
            if (FindAssembly(directory, assemblyName.Name) is { } path)
            {
                return LoadFromAssemblyPath(path);
            }
        }

        return null;
    }
}
