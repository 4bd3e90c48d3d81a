using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;

namespace P5.GoPlugin;

/// <summary>A started process, its two pipes and its own child processes.</summary>
internal sealed class ChildProcess : IDisposable
{
    /// <summary>
    /// How long a killed process may take to end. One that hangs in the kernel must not hang the host.
    /// </summary>
    internal static readonly TimeSpan KillGrace = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly ProcessTree _tree;

    private ChildProcess(Process process, WindowsJob? job, Stream output, Stream error)
    {
        _process = process;
        _tree = new ProcessTree(process, job);
        Id = process.Id;
        StandardOutput = output;
        StandardError = error;
        Exited = ExitOf(process);
    }

    internal int Id { get; }

    internal Stream StandardOutput { get; }

    internal Stream StandardError { get; }

    /// <summary>Completes with the exit code when the process has ended; its pipes may still contain output.</summary>
    internal Task<int> Exited { get; }

    /// <exception cref="Win32Exception">The operating system rejected it.</exception>
    /// <exception cref="IOException">A pipe cannot be created.</exception>
    /// <exception cref="ArgumentException">An argument cannot be passed to a batch file.</exception>
    internal static ChildProcess Start(string file, IEnumerable<string> arguments, string? workingDirectory,
        Action<IDictionary<string, string?>> configureEnvironment)
    {
        ProcessStartInfo info = CommandStart.Create(file, arguments);
        info.WorkingDirectory = workingDirectory ?? "";
        configureEnvironment(info.Environment);
        return OperatingSystem.IsWindows() ? StartInJob(info) : Start(info);
    }

    [SupportedOSPlatform("windows")]
    private static ChildProcess StartInJob(ProcessStartInfo info)
    {
        var job = WindowsJob.Create();
        try
        {
            (Process process, Stream output, Stream error) = WindowsStart.Run(info, job);
            return new ChildProcess(process, job, output, error);
        }
        catch
        {
            job.Kill();
            job.Dispose();
            throw;
        }
    }

    private static ChildProcess Start(ProcessStartInfo info)
    {
        info.RedirectStandardInput = true;
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        Process process = Process.Start(info)!;
        try
        {
            // A plugin that reads standard input would wait forever.
            process.StandardInput.Close();
            return new ChildProcess(
                process, job: null, process.StandardOutput.BaseStream, process.StandardError.BaseStream);
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether the process has ended. Asks the system: <see cref="Exited"/> completes on a thread of the pool, which
    /// can be late on a busy machine.
    /// </summary>
    internal bool HasExited
    {
        get
        {
            try
            {
                return Exited.IsCompleted || _process.HasExited;
            }
            catch (InvalidOperationException)
            {
                return true; // It ended, and was disposed, in between.
            }
        }
    }

    /// <summary>Kills the process and its descendants, unless it has ended. A failure is logged.</summary>
    /// <param name="name">How the log names the process.</param>
    /// <param name="logger">Logs the failure.</param>
    internal void KillTree(string name, ILogger logger)
    {
        if (!Exited.IsCompleted)
        {
            TryKill(_tree.Kill, name, logger);
        }
    }

    /// <summary>
    /// Kills the descendants of the process, which has ended, as far as the system still relates them to it: Windows
    /// does. A failure is logged.
    /// </summary>
    /// <param name="name">How the log names the process.</param>
    /// <param name="logger">Logs the failure.</param>
    /// <returns>Whether it succeeded.</returns>
    internal bool TryKillDescendants(string name, ILogger logger) => TryKill(_tree.KillDescendants, name, logger);

    /// <summary>Closes the pipes. The process must have ended.</summary>
    public void Dispose()
    {
        // Process does not close streams that it has returned.
        StandardOutput.Dispose();
        StandardError.Dispose();
        _tree.Dispose();
        _process.Dispose();
    }

    private bool TryKill(Action kill, string name, ILogger logger)
    {
        try
        {
            kill();
            return true;
        }
        catch (InvalidOperationException)
        {
            return true; // It ended, and was disposed, in between.
        }
        catch (Exception failure) when (failure is Win32Exception or AggregateException)
        {
            logger.KillFailed(failure, name, Id);
            return false;
        }
    }

    private static Task<int> ExitOf(Process process)
    {
        var exited = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) =>
        {
            try
            {
                exited.TrySetResult(process.ExitCode);
            }
            catch (Exception failure)
            {
                // Usually because the process was disposed. An exception on this thread would end the host's process.
                exited.TrySetException(failure);
            }
        };

        // Raises the event also if the process has ended already.
        process.EnableRaisingEvents = true;
        return exited.Task;
    }
}
