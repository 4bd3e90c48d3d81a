using System.Collections.Concurrent;

namespace P5.Testing;

/// <summary>
/// Records what loads P5's assemblies, so that a test can say why one is loaded. A PowerShell script cannot: some are
/// loaded on threads without a runspace.
/// </summary>
public static class AssemblyLoads
{
    private static readonly ConcurrentDictionary<string, string> s_stacks = new();

    /// <summary>Records the assemblies that are loaded from now on.</summary>
    public static void Record() => AppDomain.CurrentDomain.AssemblyLoad += (_, load) =>
    {
        // A stack of no other: reading it loads assemblies itself.
        if (load.LoadedAssembly.GetName().Name is { } name && IsOfTheHost(name))
        {
            s_stacks.TryAdd(name, Environment.StackTrace);
        }
    };

    /// <summary>The stack of the first load of each assembly in <c>lib/</c> that has been loaded since.</summary>
    public static IEnumerable<string> Stacks => s_stacks.Select(stack => $"{stack.Key} was loaded by\n{stack.Value}");

    private static bool IsOfTheHost(string name) =>
        name.StartsWith("P5.", StringComparison.Ordinal) && name is not ("P5.PowerShell" or "P5.Testing");
}
