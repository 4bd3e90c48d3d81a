using System.Collections.Concurrent;
using P5.GoPlugin;
using P5.Host.Credentials;
using P5.Host.Tests.Support;

namespace P5.Host.Tests.Credentials;

public sealed class SharedRequestsTests
{
    private readonly SharedRequests<string, int> _requests = new();
    private readonly TaskCompletionSource<int> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Action<PluginOutput>> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _starts;

    [Fact]
    public async Task RunAsync_TwoCallers_ShareOneRequest()
    {
        Task<int> first = Call();
        Task<int> second = Call();
        await _started.Task.WaitAsync(TestHost.Patience);
        _answer.SetResult(42);

        (await first.WaitAsync(TestHost.Patience)).ShouldBe(42);
        (await second.WaitAsync(TestHost.Patience)).ShouldBe(42);
        _starts.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_OneAfterTheOther_AskTwice()
    {
        _answer.SetResult(42);

        await Call().WaitAsync(TestHost.Patience);
        await Call().WaitAsync(TestHost.Patience);

        _starts.ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_OtherKeys_AskApart()
    {
        Task<int> first = Call("a");
        Task<int> second = Call("b");
        _answer.SetResult(42);

        await Task.WhenAll(first, second).WaitAsync(TestHost.Patience);

        _starts.ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_StarterCancels_LeavesTheOtherItsAnswer()
    {
        using var cancellation = new CancellationTokenSource();
        Task<int> starter = Call(cancellationToken: cancellation.Token);
        Task<int> other = Call();
        await _started.Task.WaitAsync(TestHost.Patience);

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => starter.WaitAsync(TestHost.Patience));
        _cancelled.Task.IsCompleted.ShouldBeFalse();
        _answer.SetResult(42);

        (await other.WaitAsync(TestHost.Patience)).ShouldBe(42);
    }

    [Fact]
    public async Task RunAsync_AllCancel_CancelsTheRequestAndWaitsForItsEnd()
    {
        using var cancellation = new CancellationTokenSource();
        Task<int> first = Call(cancellationToken: cancellation.Token);
        Task<int> second = Call(cancellationToken: cancellation.Token);
        await _started.Task.WaitAsync(TestHost.Patience);

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Task.WhenAll(first, second).WaitAsync(TestHost.Patience));

        _cancelled.Task.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task RunAsync_AfterACancelledOne_StartsAnew()
    {
        using var cancellation = new CancellationTokenSource();
        Task<int> first = Call(cancellationToken: cancellation.Token);
        await _started.Task.WaitAsync(TestHost.Patience);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first.WaitAsync(TestHost.Patience));
        _answer.SetResult(42);

        (await Call().WaitAsync(TestHost.Patience)).ShouldBe(42);
        _starts.ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_RequestFails_FailsForAll()
    {
        Task<int> first = Call();
        Task<int> second = Call();
        _answer.SetException(new InvalidOperationException("broken"));

        (await Should.ThrowAsync<InvalidOperationException>(() => first.WaitAsync(TestHost.Patience))).Message.ShouldBe("broken");
        (await Should.ThrowAsync<InvalidOperationException>(() => second.WaitAsync(TestHost.Patience))).Message.ShouldBe("broken");
    }

    [Fact]
    public async Task RunAsync_Output_ReachesAllCallersAlsoLateOnes()
    {
        ConcurrentQueue<string> early = [], late = [];
        Task<int> first = Call(output: early);
        Action<PluginOutput> write = await _started.Task.WaitAsync(TestHost.Patience);

        write(Line("enter the code"));
        Task<int> second = Call(output: late);
        write(Line("thank you"));
        _answer.SetResult(42);
        await Task.WhenAll(first, second).WaitAsync(TestHost.Patience);
        write(Line("after the answer"));

        early.ShouldBe(["enter the code", "thank you"]);
        late.ShouldBe(["enter the code", "thank you"]);
    }

    private static PluginOutput Line(string text) => new(PluginOutputSource.Stdout, PluginLogLevel.Information, text);

    private Task<int> Call(
        string key = "key", ConcurrentQueue<string>? output = null, CancellationToken cancellationToken = default) =>
        _requests.RunAsync(
            key,
            async (write, token) =>
            {
                Interlocked.Increment(ref _starts);
                _started.TrySetResult(write);
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
            line => output?.Enqueue(line.Text),
            cancellationToken);
}
