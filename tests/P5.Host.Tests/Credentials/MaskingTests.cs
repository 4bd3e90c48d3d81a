using P5.GoPlugin;

namespace P5.Host.Tests;

/// <summary>What becomes of values that plugins print, log and complain with once they gave them.</summary>
[Trait("Category", "Hostile")]
public sealed class MaskingTests : IAsyncDisposable
{
    private const string Mark = "hunter2-marked";

    private readonly LoggedLines _log = new();
    private readonly List<string> _unasked = [];
    private readonly TestHost _host;

    public MaskingTests() => _host = new TestHost(options => options with
    {
        LoggerFactory = _log,
        Output = (plugin, output) => _unasked.Add($"{plugin}: {output.Text}"),
    });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Output_OfAPluginThatGaveTheValue_IsMasked()
    {
        _host.Write(
            $"[plugins.a]\n@recorder\n[plugins.a.config]\n'env.TOKEN' = '{Mark}'\nttl = '-1'\n"
            + $"print = 'it is {Mark}'\nlog = 'key={Mark}'");
        (List<PluginOutput> first, _) = await ListenAsync(messages: 2);
        first.Select(output => output.Text)
            .ShouldContain($"it is {Mark}", "the value was unknown then, and without that this shows nothing");
        _log.Clear();

        (List<PluginOutput> second, _) = await ListenAsync(messages: 2);

        second.Select(output => output.Text).Order().ShouldBe(["it is ***", "said"]);
        second.SelectMany(output => output.Fields.Values).ShouldContain("key=***");
        string.Concat(second).ShouldNotContain(Mark);
        _log.Text.ShouldContain("it is ***");
        _log.Text.ShouldNotContain(Mark);
    }

    [Fact]
    public async Task LastWords_AfterTheAnswer_AreHandedOnMaskedBeforeTheHostIsGone()
    {
        _host.Write($"[plugins.a]\n@recorder\n[plugins.a.config]\n'env.TOKEN' = '{Mark}'\nlast-words = 'bye {Mark}'");
        (await _host.AskOneAsync()).Error.ShouldBeNull();

        await _host.Host.DisposeAsync();

        _unasked.ShouldBe(["a: bye ***"]);
        _log.Text.ShouldNotContain(Mark);
    }

    // In a refusal, in an exception that becomes a gRPC error, and of another plugin's value.
    [Theory]
    [InlineData("fail", ErrorIds.AuthenticationFailed)]
    [InlineData("throw", ErrorIds.PluginRpcFailed)]
    public async Task Error_WithAKnownValue_IsMasked(string setting, string errorId)
    {
        _host.Write(
            $"order = ['env']\n[plugins.env.config.vars]\nTOKEN = '{Mark}'\n[plugins.a]\n@recorder\n"
            + $"[plugins.a.config]\n{setting} = 'no login with {Mark}'");

        P5Exception error = (await _host.AskAsync()).Single(result => result.PluginName == "a").Error.ShouldNotBeNull();

        error.ErrorId.ShouldBe(errorId);
        error.Message.ShouldContain("no login with ***");
        error.ToString().ShouldNotContain(Mark);
        for (Exception? inner = error.InnerException; inner is not null; inner = inner.InnerException)
        {
            inner.ToString().ShouldNotContain(Mark);
            (inner as PluginException)?.RecentErrorOutput.ShouldAllBe(line => !line.Contains(Mark));
            (inner as PluginRpcException)?.Detail.ShouldNotContain(Mark);
        }
    }

    [Fact]
    public async Task Error_OfACrash_HasItsLastLinesMasked()
    {
        // The line is written before the value is known; what counts is what is known when it is shown.
        _host.Write(
            $"[plugins.a]\n@recorder\n[plugins.a.config]\n'env.TOKEN' = '{Mark}'\nttl = '-1'\nlog = 'key={Mark}'");
        (await _host.AskOneAsync()).Error.ShouldBeNull();
        _host.WriteStack("dev", "config:\n  p5:plugins:\n    a:\n      config:\n        crash: '3'\n");

        P5Exception error = (await _host.AskOneAsync()).Error.ShouldNotBeNull();

        error.ErrorId.ShouldBe(ErrorIds.PluginCrashed);
        PluginCrashedException crash = error.InnerException.ShouldBeOfType<PluginCrashedException>();
        crash.RecentErrorOutput.ShouldContain(line => line.Contains("key=***"));
        (error + string.Concat(crash.RecentErrorOutput)).ShouldNotContain(Mark);
    }

    [Fact]
    public async Task Value_OfACredentialThatWasDropped_IsForgotten()
    {
        _host.Write(
            $"[plugins.a]\n@recorder\n[plugins.a.config]\n'env.TOKEN' = '{Mark}'\nttl = '-1'\nprint = 'it is {Mark}'");
        (_, PluginCredential credential) = await ListenAsync(messages: 1);
        _host.Host.Environment.Apply([credential]);
        _host.Host.Credentials.Remove("a").ShouldBeTrue();
        (List<PluginOutput> applied, _) = await ListenAsync(messages: 1);
        applied.ShouldHaveSingleItem().Text.ShouldBe("it is ***", "it is still applied");

        _host.Host.Credentials.Remove("a").ShouldBeTrue();
        _host.Host.Environment.Clear();

        (List<PluginOutput> cleared, _) = await ListenAsync(messages: 1);
        cleared.ShouldHaveSingleItem().Text.ShouldBe($"it is {Mark}");
    }

    /// <summary>
    /// Calls the plugin and waits for all of its messages: they arrive separately from the answer, and one that arrived
    /// late would be taken for the next call's.
    /// </summary>
    private async Task<(List<PluginOutput> Heard, PluginCredential Credential)> ListenAsync(int messages)
    {
        var heard = new List<PluginOutput>();
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using Gate gate = new();
        _host.WriteStack("dev", $"config:\n  p5:plugins:\n    a:\n      config:\n        gate: '{gate.Port}'\n");
        Task<AuthenticationResult> call = _host.AskOneAsync(options: new AuthenticationOptions
        {
            Output = (_, output) =>
            {
                heard.Add(output);
                if (heard.Count == messages)
                {
                    enough.TrySetResult();
                }
            },
        });
        using Gate.Visitor visitor = await gate.ArrivedAsync();
        await enough.Task.WaitAsync(TestTimeout.Default);
        visitor.Release();
        return (heard, (await call).Credential.ShouldNotBeNull());
    }
}
