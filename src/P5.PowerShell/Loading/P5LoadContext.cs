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

    /// <summary>
    /// Loads an assembly from its file. Unlike <see cref="AssemblyLoadContext.LoadFromAssemblyName"/>, it does not fall
    /// back to the default context, which calls this method.
    /// </summary>
    /// <returns>The assembly, or null if it has no file here.</returns>
    /// <exception cref="FileLoadException">The file cannot be opened, or is of another version.</exception>
    /// <exception cref="BadImageFormatException">The file is not a valid assembly.</exception>
    internal Assembly? LoadFromFolder(AssemblyName name)
    {
        string? path = _directories
            .Select(directory => FindAssembly(directory, name.Name))
            .FirstOrDefault(found => found is not null);
        if (path is null)
        {
            return null;
        }

        Assembly assembly = LoadFromAssemblyPath(path);
        Version? version = assembly.GetName().Version;
        return IsRequested(name, version)
            ? assembly
            : throw new FileLoadException($"The version is {version}, but {name.Version} is needed.", path)
            {
                HResult = AssemblyFailure.WrongVersion,
            };
    }

    /// <remarks>P5's own assemblies must match exactly. A later version of a library is accepted.</remarks>
    private static bool IsRequested(AssemblyName name, Version? found) =>
        found == name.Version
        || (found > name.Version && name.Name?.StartsWith("P5.", StringComparison.Ordinal) == false);

    /// <inheritdoc />
    protected override Assembly? Load(AssemblyName assemblyName) => LoadFromFolder(assemblyName);
}
