using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace P5.Host;

/// <summary>How large the environment of a program may be. The system starts none with a larger one.</summary>
/// <param name="Variable">The most bytes of one variable: its name, '=', its value, a NUL; null for no limit.</param>
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

    /// <summary>Describes why no program can be started with an environment that contains plugins' variables.</summary>
    /// <param name="returned">The variables that plugins returned.</param>
    /// <param name="environment">The whole environment, with those variables.</param>
    /// <returns>One sentence for each variable that is too large; else one if all together are; else none.</returns>
    public IReadOnlyList<string> FindProblems(
        IReadOnlyDictionary<string, LayeredVariable> returned, IReadOnlyDictionary<string, string> environment)
    {
        string[] tooLarge =
        [
            .. returned
                .Where(pair => BytesOf(pair.Key, pair.Value.Value) > Variable)
                .Select(pair =>
                    $"Plugin '{pair.Value.PluginName}' sets {pair.Key}, which has "
                    + DescribeVariable(BytesOf(pair.Key, pair.Value.Value))),
        ];
        if (tooLarge.Length > 0 || returned.Count == 0 || TotalOf(environment) <= (Total ?? long.MaxValue))
        {
            return tooLarge;
        }

        IEnumerable<string> plugins = returned.Values.Select(variable => variable.PluginName).Distinct().Order();
        return [$"With the variables of {string.Join(", ", plugins)}, {DescribeTotal(environment)}"];
    }

    /// <summary>Describes why no program can be started with an environment.</summary>
    /// <param name="environment">The whole environment.</param>
    /// <returns>One sentence; null if programs can be started.</returns>
    public string? FindProblem(IReadOnlyDictionary<string, string> environment)
    {
        foreach ((string name, string value) in environment)
        {
            if (BytesOf(name, value) > Variable)
            {
                return $"{name} has {DescribeVariable(BytesOf(name, value))}";
            }
        }

        return TotalOf(environment) > Total ? DescribeTotal(environment) : null;
    }

    private string DescribeVariable(long bytes) =>
        $"{Format(bytes)} bytes. The system starts no program with a variable of more than {Format(Variable)} bytes.";

    private string DescribeTotal(IReadOnlyDictionary<string, string> environment) =>
        $"the environment has {Format(TotalOf(environment))} bytes. The system starts no program if environment and "
        + $"arguments have more than {Format(Total)} bytes.";

    // The system also counts a pointer for each variable.
    private static long TotalOf(IReadOnlyDictionary<string, string> environment) =>
        environment.Sum(pair => BytesOf(pair.Key, pair.Value) + IntPtr.Size);

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
