using System.Reflection;
using System.Runtime.Loader;

namespace P5.PowerShell.Loading;

/// <summary>
/// Where the host and the libraries it brings are loaded, apart from everyone else's: another module may use another
/// Google.Protobuf or YamlDotNet in the same session.
/// </summary>
internal sealed class P5LoadContext : AssemblyLoadContext
{
    private readonly string _directory;

    /// <summary>Makes the context.</summary>
    /// <param name="directory">The folder that holds its assemblies.</param>
    public P5LoadContext(string directory)
        : base("P5") => _directory = directory;

    /// <summary>The file of an assembly, where this context has one.</summary>
    /// <param name="directory">The folder that holds the context's assemblies.</param>
    /// <param name="name">The assembly that is asked for.</param>
    /// <returns>The path, or null where the file does not exist or is an older version than asked for.</returns>
    internal static string? FindAssembly(string directory, AssemblyName name)
    {
        string path = Path.Join(directory, $"{name.Name}.dll");
        return File.Exists(path) && AssemblyName.GetAssemblyName(path).Version >= (name.Version ?? new Version()) ? path : null;
    }

    /// <inheritdoc />
    protected override Assembly? Load(AssemblyName assemblyName) =>
        FindAssembly(_directory, assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
}
