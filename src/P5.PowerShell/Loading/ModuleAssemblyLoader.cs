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

    /// <summary>What the module's assembly itself refers to; the host's own dependencies never come by here.</summary>
    internal static IReadOnlyList<string> EntryAssemblies { get; } =
        ["P5.Host", "P5.Checks", "P5.GoPlugin", "P5.GoPlugin.Checks", "P5.Migration"];

    /// <summary>Begins to answer for the host's assemblies.</summary>
    public static void Attach()
    {
        // Importing again, or in another runspace, must not answer twice.
        Detach();
        AssemblyLoadContext.Default.Resolving += Resolve;
    }

    /// <summary>Stops answering.</summary>
    public static void Detach() => AssemblyLoadContext.Default.Resolving -= Resolve;

    // All of P5's assemblies are of one version: those of another are for another copy of the module to answer for.
    internal static Assembly? Resolve(AssemblyLoadContext defaultContext, AssemblyName name) =>
        EntryAssemblies.Contains(name.Name) && name.Version == typeof(ModuleAssemblyLoader).Assembly.GetName().Version
            ? s_context.Value.LoadFromFolder(name)
            : null;
}
