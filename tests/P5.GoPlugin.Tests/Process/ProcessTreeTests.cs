using System.Globalization;

namespace P5.GoPlugin.Tests;

public sealed class ProcessTreeTests
{
    [Fact]
    public async Task Kill_HeldProcess_EndsWhatItStartedToo()
    {
        using System.Diagnostics.Process root = JobHost.StartParent();
        using var tree = ProcessTree.Hold(root);
        int descendant = await StartDescendantAsync(root);

        tree.Kill();

        await Processes.EndedAsync(root.Id, descendant);
    }

    // A command that ended by itself may have opened an editor.
    [Fact]
    public async Task Dispose_HeldProcess_EndsNothing()
    {
        using System.Diagnostics.Process root = JobHost.StartParent();
        var tree = ProcessTree.Hold(root);
        int descendant = await StartDescendantAsync(root);

        tree.Dispose();

        foreach (int id in new[] { root.Id, descendant })
        {
            Processes.IsAlive(id).ShouldBeTrue();
            using var process = System.Diagnostics.Process.GetProcessById(id);
            process.Kill();
            await Processes.EndedAsync(id);
        }
    }

    [Fact]
    public async Task Hold_ProcessHasEnded_KillDoesNothing()
    {
        using System.Diagnostics.Process root = JobHost.StartParent();
        root.Kill();
        await root.WaitForExitAsync().WaitAsync(TestTimeout.Default);

        using var tree = ProcessTree.Hold(root);
        tree.Kill();

        root.HasExited.ShouldBeTrue();
    }

    private static async Task<int> StartDescendantAsync(System.Diagnostics.Process root)
    {
        await root.StandardInput.WriteLineAsync();
        await root.StandardInput.FlushAsync();
        string ids = (await root.StandardOutput.ReadLineAsync().WaitAsync(TestTimeout.Default)).ShouldNotBeNull();
        return int.Parse(ids.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
