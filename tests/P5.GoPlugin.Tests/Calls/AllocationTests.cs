namespace P5.GoPlugin.Tests;

/// <summary>Runs while no other test does: what is counted is the process's.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    private const int Calls = 200;
    private const int Batches = 5;

    /// <summary>Well above the 7.6 KB of a Debug build, for the next versions of gRPC and of the framework.</summary>
    private const int BytesPerCall = 10 * 1024;

    [Fact]
    public async Task CallAsync_WarmPlugin_AllocatesLittle()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("good");
        await CallAsync();

        long least = long.MaxValue;
        for (int i = 0; i < Batches; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await CallAsync();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        (least / Calls).ShouldBeLessThan(BytesPerCall);

        async Task CallAsync()
        {
            for (int i = 0; i < Calls; i++)
            {
                await client.EchoAsync("hello");
            }
        }
    }
}
