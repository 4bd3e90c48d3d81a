namespace P5.Host.Tests;

public sealed class SharedRequestsTests
{
    private readonly SharedRequests<string, string> _requests = new();
    private readonly TaskCompletionSource<string> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _found;
    private int _starts;

    [Fact]
    public async Task RunAsync_TwoCallers_ShareOneRequest()
    {
        Task<string> first = Call();
        Task<string> second = Call();
        await _started.Task.WaitAsync(TestTimeout.Default);
        _answer.SetResult("answer");

        (await first.WaitAsync(TestTimeout.Default)).ShouldBe("answer");
        (await second.WaitAsync(TestTimeout.Default)).ShouldBe("answer");
        _starts.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_OneAfterTheOther_AskTwice()
    {
        _answer.SetResult("answer");

        await Call().WaitAsync(TestTimeout.Default);
        await Call().WaitAsync(TestTimeout.Default);

        _starts.ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_ResultIsThere_StartsNothing()
    {
        _found = "found";

        (await Call().WaitAsync(TestTimeout.Default)).ShouldBe("found");

        _starts.ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_ResultIsThereAndARequestUnderWay_JoinsTheRequest()
    {
        Task<string> first = Call();
        _found = "found";
        Task<string> second = Call();
        _answer.SetResult("answer");

        (await first.WaitAsync(TestTimeout.Default)).ShouldBe("answer");
        (await second.WaitAsync(TestTimeout.Default)).ShouldBe("answer");
    }

    [Fact]
    public async Task RunAsync_OtherKeys_AskApart()
    {
        Task<string> first = Call("a");
        Task<string> second = Call("b");
        _answer.SetResult("answer");

        await Task.WhenAll(first, second).WaitAsync(TestTimeout.Default);

        _starts.ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_StarterCancels_LeavesTheOtherItsAnswer()
    {
        using var cancellation = new CancellationTokenSource();
        Task<string> starter = Call(cancellationToken: cancellation.Token);
        Task<string> other = Call();
        await _started.Task.WaitAsync(TestTimeout.Default);

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => starter.WaitAsync(TestTimeout.Default));
        _cancelled.Task.IsCompleted.ShouldBeFalse();
        _answer.SetResult("answer");

        (await other.WaitAsync(TestTimeout.Default)).ShouldBe("answer");
    }

    [Fact]
    public async Task RunAsync_AllCancel_CancelsTheRequestAndWaitsForItsEnd()
    {
        using var cancellation = new CancellationTokenSource();
        Task<string> first = Call(cancellationToken: cancellation.Token);
        Task<string> second = Call(cancellationToken: cancellation.Token);
        await _started.Task.WaitAsync(TestTimeout.Default);

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(
            () => Task.WhenAll(first, second).WaitAsync(TestTimeout.Default));

        _cancelled.Task.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task RunAsync_AfterACancelledOne_StartsAnother()
    {
        using var cancellation = new CancellationTokenSource();
        Task<string> first = Call(cancellationToken: cancellation.Token);
        await _started.Task.WaitAsync(TestTimeout.Default);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first.WaitAsync(TestTimeout.Default));
        _answer.SetResult("answer");

        (await Call().WaitAsync(TestTimeout.Default)).ShouldBe("answer");
        _starts.ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_RequestFails_FailsForAll()
    {
        Task<string> first = Call();
        Task<string> second = Call();
        _answer.SetException(new InvalidOperationException("broken"));

        (await Should.ThrowAsync<InvalidOperationException>(() => first.WaitAsync(TestTimeout.Default))).Message
            .ShouldBe("broken");
        (await Should.ThrowAsync<InvalidOperationException>(() => second.WaitAsync(TestTimeout.Default))).Message
            .ShouldBe("broken");
    }

    private Task<string> Call(string key = "key", CancellationToken cancellationToken = default) =>
        _requests.RunAsync(
            key,
            () => _found,
            async token =>
            {
                Interlocked.Increment(ref _starts);
                _started.TrySetResult();
                try
                {
                    return await _answer.Task.WaitAsync(token);
                }
                catch (OperationCanceledException)
                {
                    _cancelled.TrySetResult();
                    throw;
                }
            },
            cancellationToken);
}
