namespace P5.Host.Tests;

public sealed class WarmUpTests
{
    // Nobody waits for it in earnest, so that its failure would show nowhere else.
    [Fact(Timeout = 30_000)]
    public async Task Start_Always_ComesToItsEnd() => await WarmUp.Start();
}
