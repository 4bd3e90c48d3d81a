using System.Runtime.Versioning;

namespace P5.Cli;

/// <summary>What a shell does with its jobs: Ctrl+Z stops one, <c>fg</c> and <c>bg</c> continue it.</summary>
[UnsupportedOSPlatform("windows")]
internal static class JobControl
{
    private static int SigStop => OperatingSystem.IsMacOS() ? 17 : 19;

    private static int SigContinue => OperatingSystem.IsMacOS() ? 19 : 18;

    /// <summary>
    /// Stops .NET from restoring the terminal when a stopped p5env continues: if it continues in the background, the
    /// system stops all processes of its group for that. Call it after .NET has installed its handlers.
    /// </summary>
    public static void LeaveTerminal() => UnixProcess.SetHandler(SigContinue, UnixProcess.DefaultHandler);

    /// <summary>
    /// Stops p5env as its command has stopped, so that the shell does not wait for a stopped command, and continues the
    /// command when p5env continues.
    /// </summary>
    /// <param name="child">The command's process.</param>
    public static void StopWith(int child)
    {
        // Otherwise the terminal had stopped both, and the shell has continued both.
        if (!UnixChild.HasContinued(child))
        {
            SignalForwarder.Send(Environment.ProcessId, SigStop);
            SignalForwarder.Send(child, SigContinue);
        }
    }
}
