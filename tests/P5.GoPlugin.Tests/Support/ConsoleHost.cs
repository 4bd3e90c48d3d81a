using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;

namespace P5.GoPlugin.Tests;

/// <summary>
/// A host with a console of its own, which starts a program as P5 starts plugins and another one as programs usually
/// are, and then presses Ctrl+C in the console: this very executable, see <c>Program.cs</c>.
/// </summary>
internal static partial class ConsoleHost
{
    /// <summary>The first argument that makes this executable one of the three.</summary>
    internal const string Argument = "console";

    private const string Host = "host";
    private const string Child = "child";

    private const uint ControlC = 0; // CTRL_C_EVENT

    /// <summary>Starts the three.</summary>
    /// <returns>
    /// What the host wrote: whether the event was sent, the exit code of the ordinary program, the window of the
    /// plugin's console, and whether the plugin has ended.
    /// </returns>
    internal static Task<RunResult> RunAsync() =>
        Programs.RunAsync(new ProcessStartInfo(ThisProgram.File, [Argument, Host]) { CreateNoWindow = true });

    /// <summary>What this executable does as one of the three.</summary>
    /// <param name="role">Which of them.</param>
    internal static async Task RunAsync(string role)
    {
        if (role == Child)
        {
            Console.WriteLine(ConsoleWindow());
            await Task.Delay(TestTimeout.Default);
            Environment.ExitCode = 1;
            return;
        }

        Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
        using ChildProcess plugin = ChildProcess.Start(ThisProgram.File, [Argument, Child], null, _ => { });
        using var output = new StreamReader(plugin.StandardOutput);
        using Process other = Process.Start(
            new ProcessStartInfo(ThisProgram.File, [Argument, Child]) { RedirectStandardOutput = true })!;
        string? window = await output.ReadLineAsync();
        await other.StandardOutput.ReadLineAsync();

        bool isPressed = GenerateEvent(ControlC, processGroup: 0);
        await other.WaitForExitAsync();

        Console.WriteLine($"{isPressed} {other.ExitCode} {window} {plugin.HasExited}");
        plugin.KillTree(Argument, NullLogger.Instance);
        await plugin.Exited;
    }

    [LibraryImport("kernel32", EntryPoint = "GetConsoleWindow")]
    private static partial nint ConsoleWindow();

    [LibraryImport("kernel32", EntryPoint = "GenerateConsoleCtrlEvent")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GenerateEvent(uint kind, uint processGroup);
}
