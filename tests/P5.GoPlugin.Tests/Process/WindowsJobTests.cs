namespace P5.GoPlugin.Tests;

[Trait("Category", "Hostile")]
public sealed class WindowsJobTests
{
    [Fact]
    public async Task ChildProcess_HostIsKilled_EndsTheProcessAndItsDescendant()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "only Windows has job objects");
        using JobHost host = await JobHost.StartAsync(alone: false);

        await host.KillAsync();

        await Processes.EndedAsync(host.Held, host.Descendant);
    }

    [Fact]
    public async Task HoldAlone_HolderIsKilled_EndsOnlyTheProcess()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "only Windows has job objects");
        using JobHost host = await JobHost.StartAsync(alone: true);

        await host.KillAsync();

        await Processes.EndedAsync(host.Held);
        Processes.IsAlive(host.Descendant).ShouldBeTrue();
        using var descendant = System.Diagnostics.Process.GetProcessById(host.Descendant);
        descendant.Kill();
        await Processes.EndedAsync(host.Descendant);
    }
}
