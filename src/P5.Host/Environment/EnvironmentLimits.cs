using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace P5.Host;

/// <summary>How large the environment of a program may be. The system starts none with a larger one.</summary>
/// <param name="Variable">The most bytes of one variable: its name, '=', its value and a NUL; null for no limit.</param>
/// <param name="Total">The most bytes of all variables and arguments together; null for no limit.</param>
internal sealed partial record EnvironmentLimits(long? Variable, long? Total)
{
    private const int ResourceStack = 3; // RLIMIT_STACK
    private const long LeastOnLinux = 128 * 1024;
    private const long MostOnLinux = 6 * 1024 * 1024;
    private const long MostOnMac = 1024 * 1024;

    /// <summary>
    /// The limits of this system. Windows limits single values only, and does not accept a longer one at all: see
    /// <see cref="VariableRules.Problem"/>.
    /// </summary>
    public static EnvironmentLimits OfSystem { get; } =
        OperatingSystem.IsLinux() ? new EnvironmentLimits(32L * Environment.SystemPageSize, FindTotalOnLinux())
        : OperatingSystem.IsMacOS() ? new EnvironmentLimits(null, MostOnMac)
        : new EnvironmentLimits(null, null);

    /// <summary>Describes why no program can be started with an environment.</summary>
    /// <param name="returned">The variables that plugins returned.</param>
    /// <param name="environment">The whole environment, with those variables.</param>
    /// <returns>One sentence for each variable that is too large; else one if all together are; else none.</returns>
    public IEnumerable<string> FindProblems(
        IReadOnlyDictionary<string, LayeredVariable> returned, IReadOnlyDictionary<string, string> environment)
    {
        bool isAnyTooLarge = false;
        foreach ((string name, LayeredVariable variable) in returned)
        {
            if (BytesOf(name, variable.Value) > Variable)
            {
                isAnyTooLarge = true;
                yield return $"Plugin '{variable.PluginName}' sets {name}, which has "
                    + $"{Format(BytesOf(name, variable.Value))} bytes. The system starts no program with a variable of "
                    + $"more than {Format(Variable)} bytes.";
            }
        }

        // The system also counts a pointer for each variable.
        long total = environment.Sum(pair => BytesOf(pair.Key, pair.Value) + IntPtr.Size);
        if (!isAnyTooLarge && returned.Count > 0 && total > Total)
        {
            IEnumerable<string> plugins = returned.Values.Select(variable => variable.PluginName).Distinct().Order();
            yield return $"With the variables of {string.Join(", ", plugins)}, the environment has {Format(total)} "
                + $"bytes. The system starts no program if environment and arguments have more than {Format(Total)} "
                + "bytes.";
        }
    }

    private static long BytesOf(string name, string value) =>
        Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value) + "=\0".Length;

    private static string Format(long? bytes) => bytes?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    // A quarter of the stack's limit, within bounds: see execve(2).
    private static long? FindTotalOnLinux()
    {
        var stack = default(ResourceLimit);
        return GetLimit(ResourceStack, ref stack) == 0
            ? (long)Math.Clamp((ulong)stack.Current / 4, LeastOnLinux, MostOnLinux)
            : null;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, ref ResourceLimit limit);

    private struct ResourceLimit
    {
        public nuint Current;
        public nuint Maximum;
    }
}
