using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace P5.Tests;

/// <summary>
/// Runs the PowerShell of <c>.config/dotnet-tools.json</c> to its end, or ends it and everything that it started. The
/// process is <c>dotnet</c> with <c>pwsh.dll</c>: the tool's own launcher would stand between a test and the shell.
/// </summary>
internal static class PwshProcess
{
    /// <summary>Runs it.</summary>
    /// <param name="arguments">What follows <c>-NoProfile -NonInteractive</c>.</param>
    /// <param name="limit">The longest it may take.</param>
    /// <param name="environment">What it gets beside this process's environment, or null.</param>
    /// <returns>What it wrote to both of its outputs.</returns>
    /// <exception cref="TimeoutException">It took longer; the message has what it wrote until then.</exception>
    internal static async Task<string> RunAsync(
        IEnumerable<string> arguments, TimeSpan limit, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(
            Metadata("DotNetHost"), ["exec", Metadata("Pwsh"), "-NoProfile", "-NonInteractive", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync().WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"pwsh did not end within {limit.TotalSeconds} s. It wrote:\n{Read(output)}");
        }

        return Read(output);
    }

    private static string Metadata(string key) => typeof(PwshProcess).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;

    private static void Append(StringBuilder output, string? line)
    {
        lock (output)
        {
            output.AppendLine(line);
        }
    }

    private static string Read(StringBuilder output)
    {
        lock (output)
        {
            return output.ToString().Trim();
        }
    }
}
