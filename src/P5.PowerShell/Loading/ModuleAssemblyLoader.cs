using System.Reflection;
using System.Runtime.Loader;

namespace P5.PowerShell;

/// <summary>
/// Connects the module's own assembly, which PowerShell loads into the default context, with the host in
/// <c>lib/</c>. Nothing is loaded before a cmdlet first needs it.
/// </summary>
internal static class ModuleAssemblyLoader
{
    /// <summary>The folder of the host's assemblies.</summary>
    internal static string LibraryDirectory { get; } =
        Path.Join(Path.GetDirectoryName(typeof(ModuleAssemblyLoader).Assembly.Location), "lib");

    private static readonly Lazy<P5LoadContext> s_context = new(() => new P5LoadContext(LibraryDirectory));

    /// <summary>What the module's assembly references; the host's dependencies are not resolved here.</summary>
    internal static IReadOnlyList<string> EntryAssemblies { get; } =
        ["P5.Host", "P5.Checks", "P5.GoPlugin", "P5.GoPlugin.Checks", "P5.Migration"];

    /// <summary>Starts to resolve the host's assemblies.</summary>
    public static void Attach()
    {
        // A second import, also in another runspace, must not resolve them twice.
        Detach();
        AssemblyLoadContext.Default.Resolving += Resolve;
    }

    /// <summary>Stops resolving them.</summary>
    public static void Detach() => AssemblyLoadContext.Default.Resolving -= Resolve;

    // All of P5's assemblies have one version: those of another version belong to another copy of the module.
    internal static Assembly? Resolve(AssemblyLoadContext defaultContext, AssemblyName name) =>
        EntryAssemblies.Contains(name.Name) && name.Version == typeof(ModuleAssemblyLoader).Assembly.GetName().Version
            ? s_context.Value.LoadFromFolder(name)
            : null;
}
