namespace P5.Host.Tests;

public sealed class CachedCallTests
{
    private const int Calls = 100;

    /// <summary>Three times the 5 KB of a Release build, for Debug and for the framework's next version.</summary>
    private const int BytesPerCall = 16 * 1024;

    // Times depend on the machine; what a call allocates, and whether it goes to another thread, does not.
    [Fact]
    public async Task Authenticate_AllCached_AllocatesLittleAndStaysOnTheThread()
    {
        await using TestHost test = new TestHost().Write("""
            [plugins.env.config.vars]
            A = "1"
            [plugins.cloudflare]
            [plugins.grafana]
            [plugins.k9s]
            [plugins.kubernetes]
            """);
        WorkspaceConfiguration configuration = test.Load();
        (await test.AskAsync()).Count.ShouldBe(5);
        (await CallAsync()).ShouldBe(5);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
        {
            ValueTask<int> call = CallAsync();
            call.IsCompletedSuccessfully.ShouldBeTrue();
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        (allocated / Calls).ShouldBeLessThan(BytesPerCall);

        async ValueTask<int> CallAsync()
        {
            int cached = 0;
            await foreach (AuthenticationResult result in test.Host.AuthenticateAsync(configuration))
            {
                cached += result.FromCache ? 1 : 0;
            }

            return cached;
        }
    }
}
