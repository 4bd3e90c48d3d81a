using System.Diagnostics;
using System.Text;

namespace P5.PowerShell.Tests.Pester;

/// <summary>Runs PowerShell to its end, or ends it and everything that it started.</summary>
internal static class PwshProcess
{
    /// <summary>Runs it.</summary>
    /// <param name="executable">The full path of pwsh.</param>
    /// <param name="arguments">What follows <c>-NoProfile -NonInteractive</c>.</param>
    /// <param name="limit">The longest it may take.</param>
    /// <param name="environment">What it gets beside this process's environment, or null.</param>
    /// <returns>What it wrote to both of its outputs.</returns>
    /// <exception cref="TimeoutException">It took longer; the message has what it wrote until then.</exception>
    internal static async Task<string> RunAsync(
        string executable,
        IEnumerable<string> arguments,
        TimeSpan limit,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(executable, ["-NoProfile", "-NonInteractive", .. arguments])
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
