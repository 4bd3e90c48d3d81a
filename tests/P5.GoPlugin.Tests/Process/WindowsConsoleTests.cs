namespace P5.GoPlugin.Tests;

public sealed class WindowsConsoleTests
{
    // STATUS_CONTROL_C_EXIT, for which Wine has no exit code of its own
    private static readonly int s_endedByControlC = Wine.IsRunning ? 0 : unchecked((int)0xC000013A);

    // The shell's Ctrl+C ends a call, and the plugin stays for the next one.
    [Fact]
    public async Task ChildProcess_ControlCInTheConsoleOfTheHost_DoesNotReachIt_AndItHasNoWindow()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "other systems have process groups and signals");

        RunResult result = await ConsoleHost.RunAsync();

        result.ShouldSucceed().ShouldBe($"True {s_endedByControlC} 0 False\r\n");
    }
}
