using System.Diagnostics;
using System.Globalization;

namespace P5.GoPlugin.Tests;

/// <summary>
/// A process that holds another one in a job, in which that one starts a third: this very executable, see
/// <c>Program.cs</c>.
/// </summary>
internal sealed class JobHost : IDisposable
{
    /// <summary>The first argument that makes this executable one of the three.</summary>
    internal const string Argument = "job";

    private const string Alone = "alone";
    private const string Tree = "tree";
    private const string Parent = "parent";
    private const string Child = "child";

    private readonly Process _process;

    private JobHost(Process process) => _process = process;

    /// <summary>The process in the job.</summary>
    internal int Held { get; private set; }

    /// <summary>What the process in the job has started.</summary>
    internal int Descendant { get; private set; }

    /// <summary>Starts the three.</summary>
    /// <param name="alone">Whether only one process is in the job.</param>
    internal static async Task<JobHost> StartAsync(bool alone)
    {
        var host = new JobHost(Start(alone ? Alone : Tree));
        string ids = (await host._process.StandardOutput.ReadLineAsync().WaitAsync(TestTimeout.Default))!;
        int[] both = [.. ids.Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
        (host.Held, host.Descendant) = (both[0], both[1]);
        return host;
    }

    /// <summary>Starts a process that ends only when it is killed.</summary>
    internal static ChildProcess StartWaiting() =>
        ChildProcess.Start(ThisProgram.File, [Argument, Child], null, _ => { });

    /// <summary>Starts a process that starts another one, and prints both ids, when it has read a line.</summary>
    internal static Process StartParent() => Start(Parent);

    /// <summary>Kills the process with the job, and no other.</summary>
    internal async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync().WaitAsync(TestTimeout.Default);
    }

    /// <summary>What this executable does as one of the three.</summary>
    /// <param name="role">Which of them.</param>
    internal static async Task RunAsync(string role)
    {
        if (role == Parent)
        {
            // With HoldAlone, nothing is started before this process is in the job. As a plugin, it has no input.
            await Console.In.ReadLineAsync();
            Console.WriteLine($"{Environment.ProcessId} {Start(Child).Id}");
        }
        else if (role == Alone && OperatingSystem.IsWindows())
        {
            Process parent = Start(Parent);
            using var job = WindowsJob.HoldAlone(parent);
            await parent.StandardInput.WriteLineAsync();
            await parent.StandardInput.FlushAsync();
            Console.WriteLine(await parent.StandardOutput.ReadLineAsync());
            await Console.In.ReadToEndAsync();
            return;
        }
        else if (role == Tree)
        {
            ChildProcess parent = ChildProcess.Start(ThisProgram.File, [Argument, Parent], null, _ => { });
            using var output = new StreamReader(parent.StandardOutput);
            Console.WriteLine(await output.ReadLineAsync());
            await Console.In.ReadToEndAsync();
            return;
        }

        // Until it is killed: the ends of pipes would end it too.
        await Task.Delay(TestTimeout.Default);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Processes.KillTree(_process);
        }

        _process.Dispose();
    }

    private static Process Start(string role) => Process.Start(
        new ProcessStartInfo(ThisProgram.File, [Argument, role])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
}
