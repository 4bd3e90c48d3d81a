using System.Diagnostics;
using System.Text;
using P5.GoPlugin;

namespace P5.Host.Tests;

/// <summary>Programs that some machines have and others do not.</summary>
internal static class Tool
{
    /// <summary>The full path of a program on PATH; skips the test where there is none.</summary>
    public static string Require(string name)
    {
        bool isThere = ExecutableFinder.TryFind(name, out string? path, out string? problem);
        Assert.SkipUnless(isThere, $"'{name}' is needed: {problem}.");
        return path!;
    }

    /// <summary>Runs a program that must succeed.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync().WaitAsync(TestHost.Patience);
        await process.WaitForExitAsync().WaitAsync(TestHost.Patience);

        errors.Length.ShouldBe(0, errors);
        process.ExitCode.ShouldBe(0);
        return await output;
    }
}
