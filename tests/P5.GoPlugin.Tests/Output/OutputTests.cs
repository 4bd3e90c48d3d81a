using Microsoft.Extensions.Logging;

namespace P5.GoPlugin.Tests;

public sealed class OutputTests
{
    [Fact]
    public async Task Output_StandardError_HasItsOwnSource()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("hclog");

        await client.EchoAsync("hello");
        await client.StopAsync();

        plugin.Output.Select(output => (output.Source, output.Level, output.Text)).ShouldBe(
        [
            (PluginOutputSource.Log, PluginLogLevel.Warning, "token expires soon"),
            (PluginOutputSource.Log, PluginLogLevel.Information, "refreshed"),
            (PluginOutputSource.ErrorLine, PluginLogLevel.Debug, "plain"),
        ]);
        plugin.Output.First().Fields["minutes"].ShouldBe("5");
    }

    [Fact]
    public async Task Output_StdioService_IsReadAsLinesPerStream()
    {
        await using var plugin = new FaultyPlugin();

        // With this clock no moment is long enough to take half a line for a prompt.
        await plugin.StartAsync("stdio", options => options with { TimeProvider = new ObservedTime() });

        // A character in two halves, with the other stream's data between them.
        await plugin.OutputAsync(output => output.Text == "Zürich");
        plugin.Output.Select(output => (output.Source, output.Text)).ShouldBe(
        [
            (PluginOutputSource.Stdout, "to stdout"),
            (PluginOutputSource.Stderr, "to stderr"),
            (PluginOutputSource.Stdout, "Zürich"),
        ]);
    }

    [Fact]
    public async Task Output_PromptWithoutLineEnd_IsShownWhileItWaits()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync("prompt");

        await client.EchoAsync("hello");

        PluginOutput prompt = await plugin.OutputAsync(output => output.Source == PluginOutputSource.Stdout);
        prompt.Text.ShouldBe("Enter the code: ");
        prompt.IsPartial.ShouldBeTrue();
        client.IsRunning.ShouldBeTrue();
    }

    [Theory]
    [InlineData("flood-stderr", PluginOutputSource.ErrorLine)]
    [InlineData("flood-stdout", PluginOutputSource.Stdout)]
    public async Task Output_Flood_IsReadWholeAndBlocksNoCall(string mode, PluginOutputSource source)
    {
        await using var plugin = new FaultyPlugin();

        // With this clock a busy machine's pauses do not pass for prompts.
        PluginClient client = await plugin.StartAsync(
            mode, options => options with { TimeProvider = new ObservedTime() });

        await client.EchoAsync("hello").WaitAsync(TestTimeout.Default);
        await client.StopAsync();

        plugin.Output.Count(output => output.Source == source).ShouldBe(200_000);
        plugin.Output.ShouldAllBe(output => output.Text.Length == 99);
    }

    [Fact]
    public async Task Output_LineBehindTheHandshake_IsTheFirst()
    {
        await using var plugin = new FaultyPlugin();

        await plugin.StartAsync("two-lines");

        PluginOutput line = await plugin.OutputAsync(output => output.Source == PluginOutputSource.Stdout);
        line.Text.ShouldBe("ready to serve");
    }

    [Fact]
    public async Task Output_CallbackThatThrows_DoesNotStopTheReading()
    {
        await using var plugin = new FaultyPlugin();
        int calls = 0;
        PluginClient client = await plugin.StartAsync("flood-stderr", options => options with
        {
            Output = _ =>
            {
                calls++;
                throw new InvalidOperationException("the caller's mistake");
            },
        });

        await client.EchoAsync("hello").WaitAsync(TestTimeout.Default);
        await client.StopAsync();

        calls.ShouldBe(200_000);
    }

    [Fact]
    public async Task Output_CallbackThatStopsThePlugin_IsNotWaitedForForever()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient? client = null;
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var log = new LoggedLines();
        client = await plugin.StartAsync("hclog", options => options with
        {
            LoggerFactory = log,
            Output = _ =>
            {
                started.Task.Wait();
                client!.StopAsync().Wait();
                stopped.TrySetResult();
            },
        });
        started.SetResult();

        // The plugin writes during this call, and does not outlive it.
        await Record.ExceptionAsync(() => client.EchoAsync("hello").WaitAsync(TestTimeout.Default));

        await stopped.Task.WaitAsync(TestTimeout.Default);
        log.Text.ShouldContain("output callback did not return");
        await client.Exited.WaitAsync(TestTimeout.Default);
    }

    [Fact]
    public async Task Logger_ThatThrows_ChangesNothing()
    {
        await using var plugin = new FaultyPlugin();
        var log = new ThrowingLogger();
        PluginClient client = await plugin.StartAsync("flood-stderr", options => options with { LoggerFactory = log });

        await client.EchoAsync("hello").WaitAsync(TestTimeout.Default);
        log.IsDisposed = true;
        await client.StopAsync();

        plugin.Output.Count.ShouldBe(200_000);
        client.Exited.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task LoggerFactory_ThatThrows_StartsNothing()
    {
        await using var plugin = new FaultyPlugin();

        await plugin.FailToStartAsync<ObjectDisposedException>(
            "good", options => options with { LoggerFactory = new ThrowingLogger { IsDisposed = true } });

        plugin.ProcessIds().ShouldBeEmpty();
    }

    [Fact]
    public async Task Output_RedactorThatThrows_WithholdsTheTextAndDoesNotStopTheReading()
    {
        await using var plugin = new FaultyPlugin();
        PluginClient client = await plugin.StartAsync(
            "flood-stderr", options => options with { Redactor = new ThrowingRedactor() });

        await client.EchoAsync("hello").WaitAsync(TestTimeout.Default);
        await client.StopAsync();

        plugin.Output.Count.ShouldBe(200_000);
        plugin.Output.ShouldAllBe(output => output.Text == OutputRedactor.Placeholder);
        client.Exited.IsCompletedSuccessfully.ShouldBeTrue();
    }

    /// <summary>A logger whose target fails; its factory does too once it is disposed.</summary>
    private sealed class ThrowingLogger : ILoggerFactory, ILogger
    {
        internal bool IsDisposed { get; set; }

        public ILogger CreateLogger(string categoryName)
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            return this;
        }

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) => throw new IOException("the log's disk is full");

        public void Dispose()
        {
        }
    }

    private sealed class ThrowingRedactor : IRedactor
    {
        public string Redact(string text, string before = "") =>
            throw new InvalidOperationException("the caller's mistake");
    }
}
