using Microsoft.Extensions.Time.Testing;

namespace P5.Plugin.Tests;

public sealed class ParentProcessTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task WaitOnUnixAsync_ParentChanges_EndsAtTheNextLook()
    {
        int parent = 42;
        Task waiting = ParentProcess.WaitOnUnixAsync(() => parent, _time, CancellationToken.None);
        waiting.IsCompleted.ShouldBeFalse();

        parent = 1;
        _time.Advance(TimeSpan.FromSeconds(1));

        await waiting.WaitAsync(TestTimeout.Default);
    }

    [Fact]
    public async Task WaitOnUnixAsync_Cancelled_Throws()
    {
        using var cancel = new CancellationTokenSource();
        Task waiting = ParentProcess.WaitOnUnixAsync(() => 42, _time, cancel.Token);

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting);
    }
}
