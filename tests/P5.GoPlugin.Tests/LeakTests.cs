namespace P5.GoPlugin.Tests;

public sealed class LeakTests
{
    /// <summary>Those that need no timeout to be found out.</summary>
    private static readonly string[] s_faults =
    [
        "exit-before-handshake", "exit-zero", "garbage-line", "endless-line", "binary-line", "old-core", "netrpc",
        "dead-socket", "file-for-socket", "link-for-socket", "not-loopback", "crash-in-call", "cut-connection",
        "truncated", "two-messages", "reset", "good",
    ];

    [SkippableFact]
    public async Task EveryFault_AgainAndAgain_LeavesNoHandle()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux counts the handles of the process in one way that is stable");
        await using var plugin = new FaultyPlugin();

        // The first round loads what is loaded once; the pool's threads come and go.
        IReadOnlyList<(int Handles, int Threads)> after = await HostProcess.CountAsync(plugin, s_faults, rounds: 3);

        int slack = s_faults.Length / 2;
        after[2].Handles.ShouldBeLessThan(after[0].Handles + slack, string.Join(", ", after));
        after[2].Threads.ShouldBeLessThan(after[0].Threads + slack, string.Join(", ", after));
    }
}
