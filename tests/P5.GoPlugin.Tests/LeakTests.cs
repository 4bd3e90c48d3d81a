namespace P5.GoPlugin.Tests;

public sealed class LeakTests
{
    /// <summary>Those that need no timeout to be found out; the first has no fault.</summary>
    private static readonly string[] s_faults =
    [
        "good", "exit-before-handshake", "exit-zero", "exit-after-handshake", "closed-stdout", "garbage-line",
        "endless-line", "binary-line", "old-core", "wrong-app-version", "netrpc", "missing-socket", "dead-socket",
        "file-for-socket", "link-for-socket", "link-above-socket", "not-loopback", "crash-in-call", "exit-in-call",
        "cut-connection", "missing-trailers", "truncated", "two-messages", "compressed", "http-503", "reset",
    ];

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task EveryFault_AgainAndAgain_IsReportedSoonAndLeavesNoHandle()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux(), "only Linux counts the handles of the process in one way that is stable");
        await using var plugin = new FaultyPlugin();

        IReadOnlyList<RoundCount> rounds = await HostProcess.CountAsync(plugin, s_faults, rounds: 3);

        // The first round loads what is loaded once; the pool's threads come and go.
        int slack = s_faults.Length / 2;
        rounds[2].Handles.ShouldBeLessThan(rounds[0].Handles + slack, string.Join(", ", rounds));
        rounds[2].Threads.ShouldBeLessThan(rounds[0].Threads + slack, string.Join(", ", rounds));

        // What the plugin without a fault takes is the machine's doing, and so is what comes once only.
        TimeSpan usual = Fastest(0);
        for (int mode = 1; mode < s_faults.Length; mode++)
        {
            Fastest(mode).ShouldBeLessThan(usual + s_longest, s_faults[mode]);
        }

        TimeSpan Fastest(int mode) => rounds.Min(round => round.Elapsed[mode]);
    }
}
