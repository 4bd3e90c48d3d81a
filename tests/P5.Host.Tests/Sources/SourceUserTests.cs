using P5.GoPlugin;

namespace P5.Host.Tests;

public sealed class SourceUserTests
{
    private readonly object _request = new();
    private readonly OutputBroadcaster _output = new(unobserved: null);

    [Fact]
    [Trait("Category", "Hostile")]
    public void Show_ControlCharactersAndSecrets_AreEscapedAndMasked()
    {
        List<string> shown = [];
        using IDisposable attached = _output.Attach(_request, output => shown.Add(output.Text));

        NewUser(new AuthenticationOptions()).Show("open \u001b[2J hunter2\n");

        shown.ShouldBe([@"open \u001b[2J ***\u000a"]);
    }

    [Fact]
    public async Task Ask_WithoutAUser_IsNothing()
    {
        SourceUser user = NewUser(new AuthenticationOptions());

        (await user.IsPresentAsync(CancellationToken.None)).ShouldBeFalse();
        (await user.AskAsync("code", CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task Ask_CancelledWhileAnotherQuestionIsOpen_LeavesTheTurnToTheNext()
    {
        var first = new TaskCompletionSource<string?>();
        SourceUser slow = NewUser(new AuthenticationOptions { AskSecret = (_, _) => first.Task });
        SourceUser quick = NewUser(new AuthenticationOptions { AskSecret = (_, _) => Task.FromResult<string?>("2") });
        Task<string?> open = slow.AskAsync("one", CancellationToken.None);
        using var cancellation = new CancellationTokenSource();
        Task<string?> waiting = quick.AskAsync("two", cancellation.Token);

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        first.SetResult("1");

        (await open).ShouldBe("1");
        (await quick.AskAsync("three", CancellationToken.None).WaitAsync(TestTimeout.Default)).ShouldBe("2");
    }

    private SourceUser NewUser(AuthenticationOptions options) => new(_request, _output, new Masker(), options);

    private sealed class Masker : IRedactor
    {
        public string Redact(string text, string before = "") =>
            text.Replace("hunter2", "***", StringComparison.Ordinal);
    }
}
