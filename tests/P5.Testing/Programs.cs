using System.Diagnostics;
using System.Text;

namespace P5.Testing;

/// <summary>The programs that tests of several projects start. Each of those projects has them built.</summary>
public static class Programs
{
    public static string DevEnv { get; } = Repository.ProgramAt("examples/plugins/dev-env-csharp/bin/dev-env");

    public static string Faulty { get; } = Repository.ProgramOf("tests/plugins/faulty", "p5-faulty");

    /// <summary>A native command that does what its arguments say.</summary>
    public static string Steps { get; } = Repository.ProgramOf("tests/programs/steps", "steps");

    public static string Recorder { get; } = Repository.ProgramOf("tests/plugins/recorder", "p5-recorder");

    /// <summary>Runs a program to its end.</summary>
    /// <param name="start">What to start; its streams are redirected.</param>
    /// <param name="input">Its whole standard input.</param>
    /// <param name="limit">How long it may take; null for <see cref="TestTimeout.Default"/>.</param>
    /// <exception cref="TimeoutException">
    /// It took longer. It is killed, with the processes that it started; the message has what it wrote until then.
    /// </exception>
    public static async Task<RunResult> RunAsync(ProcessStartInfo start, string input = "", TimeSpan? limit = null)
    {
        using Process process = Start(start);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        return await EndAsync(process, limit);
    }

    /// <summary>Starts a program with its streams redirected.</summary>
    public static Process Start(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.StandardOutputEncoding = Encoding.UTF8;
        start.StandardErrorEncoding = Encoding.UTF8;
        return Process.Start(start)!;
    }

    /// <summary>Reads what a started program writes until it ends, as <see cref="RunAsync"/> does.</summary>
    public static async Task<RunResult> EndAsync(Process process, TimeSpan? limit = null)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        TimeSpan longest = limit ?? TestTimeout.Default;
        try
        {
            await Task.WhenAll(output, error, process.WaitForExitAsync()).WaitAsync(longest);
        }
        catch (TimeoutException)
        {
            Processes.KillTree(process);

            // A process outside its tree may hold the pipes.
            await Task.WhenAny(Task.WhenAll(output, error), Task.Delay(TimeSpan.FromSeconds(5)));
            throw new TimeoutException(
                $"'{process.StartInfo.FileName}' did not end within {longest.TotalSeconds} s. It wrote:\n"
                + $"{Read(output)}\n{Read(error)}");
        }

        return new RunResult(process.ExitCode, await output, await error);
    }

    private static string Read(Task<string> stream) => stream.IsCompletedSuccessfully ? stream.Result : "";
}
