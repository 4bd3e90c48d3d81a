using System.Diagnostics;
using P5.GoPlugin;

namespace P5.Host.Tests;

/// <summary>Programs that are not on every machine.</summary>
internal static class Tool
{
    /// <summary>The full path of a program on PATH; skips the test if there is none.</summary>
    public static string Require(string name)
    {
        bool isThere = ExecutableFinder.TryFind(name, out string? path, out string? problem);
        Assert.SkipUnless(isThere, $"'{name}' is needed: {problem}.");
        return path!;
    }

    /// <summary>Runs a program that must succeed.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(string file, params string[] arguments) =>
        (await Programs.RunAsync(new ProcessStartInfo(file, arguments))).ShouldSucceed();
}
