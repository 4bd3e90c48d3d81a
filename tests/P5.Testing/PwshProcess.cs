using System.Diagnostics;
using System.Text;

namespace P5.Testing;

/// <summary>
/// Runs the PowerShell of <c>.config/dotnet-tools.json</c> to its end. The process is <c>dotnet</c> with
/// <c>pwsh.dll</c>, because the tool's own launcher is another process between a test and the shell.
/// </summary>
public static class PwshProcess
{
    private static readonly string s_shell = BuildMetadata.Get(typeof(PwshProcess), "Pwsh");

    /// <summary>The <c>dotnet</c> that built the tests.</summary>
    public static string DotNetHost { get; } = BuildMetadata.Get(typeof(PwshProcess), "DotNetHost");

    /// <summary>Runs it to its end. If it takes too long, kills it and the processes that it started.</summary>
    /// <param name="arguments">What follows <c>-NoProfile -NonInteractive</c>.</param>
    /// <param name="limit">The longest it may take.</param>
    /// <param name="environment">Variables in addition to this process's environment; null for none.</param>
    /// <returns>What it wrote to both of its outputs.</returns>
    /// <exception cref="TimeoutException">It took longer; the message has what it wrote until then.</exception>
    public static async Task<string> RunAsync(
        IEnumerable<string> arguments, TimeSpan limit, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(
            DotNetHost, ["exec", s_shell, "-NoProfile", "-NonInteractive", .. arguments])
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
