namespace P5.Fuzz.Tests;

/// <summary>The fuzz program with a fixed seed and fixed counts. CONTRIBUTING.md says how to run more of it.</summary>
[Trait("Category", "Hostile")]
public sealed class FuzzTests
{
    /// <summary>Other tests run at the same time, so a case may wait for its turn.</summary>
    private const int Patience = 15;

    [Fact]
    public Task Files_MutatedAtRandom_AreReadOrRefusedWithATypedError() => PassAsync(new FileTarget(), count: 2000);

    [Fact]
    public Task Conversations_MutatedAtRandom_SucceedOrFailWithATypedError()
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoUnixSockets);
        return PassAsync(new ConversationTarget(), count: 150);
    }

    private static async Task PassAsync(IFuzzTarget target, int count)
    {
        var options = new FuzzOptions { Count = count, Patience = Patience };

        FuzzResult result = await new FuzzRun(target, options).RunAsync();

        result.Done.ShouldBe(count);
        result.Failures.ShouldBeEmpty(string.Join('\n', result.Failures));
    }
}
