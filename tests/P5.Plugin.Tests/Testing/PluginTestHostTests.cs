using Microsoft.Extensions.Logging;
using P5.Plugin.Testing;

namespace P5.Plugin.Tests;

public sealed class PluginTestHostTests
{
    [Fact]
    public async Task AuthenticateAsync_SettingsAndNames_ReachThePlugin()
    {
        await using var host = new PluginTestHost(new RequestPlugin())
        {
            ProgramConfig = { ["both"] = "program", ["program"] = "p" },
            StackConfig = { ["both"] = "stack" },
            StackName = "prod",
            ProgramName = "shop",
            SecretsProvider = "passphrase",
        };

        AuthResponse response = await host.AuthenticateAsync();

        response.EnvironmentVariables.ShouldBe(
            new Dictionary<string, string>
            {
                ["both"] = "stack", ["program"] = "p", ["REQUEST"] = "prod shop passphrase", ["EMPTY"] = "",
            },
            ignoreOrder: true);
        response.Lifetime.ShouldBe(CredentialLifetime.For(TimeSpan.FromMinutes(15)));
    }

    [Fact]
    public async Task AuthenticateAsync_SettingsChangedBetween_CountInTheNextCall()
    {
        await using var host = new PluginTestHost(new RequestPlugin());
        await host.AuthenticateAsync();

        host.StackName = "test";
        host.StackConfig["late"] = "yes";

        AuthResponse response = await host.AuthenticateAsync();
        response.EnvironmentVariables["late"].ShouldBe("yes");
        response.EnvironmentVariables["REQUEST"].ShouldStartWith("test ");
    }

    [Fact]
    public async Task AuthenticateAsync_Failure_IsTheAnswer()
    {
        await using PluginTestHost host = Host("fail");

        AuthResponse response = await host.AuthenticateAsync();

        response.IsSuccess.ShouldBeFalse();
        response.Error.ShouldBe("no luck");
    }

    [Fact]
    public async Task AuthenticateAsync_SettingMissing_IsAFailureThatNamesIt()
    {
        await using var host = new PluginTestHost(logger => new TestPlugin(logger));

        (await host.AuthenticateAsync()).Error.ShouldNotBeNull().ShouldContain("'mode'");
    }

    [Theory]
    [InlineData("throw", "Unknown", "broken: 100 % of it — ä")]
    [InlineData("cancel", "Cancelled", "the user closed the browser")]
    public async Task AuthenticateAsync_Throws_IsTheStatusThatAHostSees(string mode, string status, string reason)
    {
        await using PluginTestHost host = Host(mode);

        var e = await Should.ThrowAsync<PluginCallException>(() => host.AuthenticateAsync());

        e.Status.ShouldBe(status);
        e.Reason.ShouldBe(reason);
    }

    // One plugin heeds its token, the other does not.
    [Theory]
    [InlineData("wait")]
    [InlineData("hang")]
    public async Task AuthenticateAsync_DeadlinePasses_IsDeadlineExceeded(string mode)
    {
        await using PluginTestHost host = Host(mode);

        var e = await Should.ThrowAsync<PluginCallException>(
            () => host.AuthenticateAsync(TimeSpan.FromMilliseconds(20)));

        e.Status.ShouldBe("DeadlineExceeded");
    }

    [Fact]
    public async Task AuthenticateAsync_HangsUp_CancelsThePlugin()
    {
        var plugin = new WaitingPlugin();
        await using var host = new PluginTestHost(plugin);
        using var hangUp = new CancellationTokenSource();

        Task<AuthResponse> call = host.AuthenticateAsync(cancellationToken: hangUp.Token);
        await plugin.Started.WaitAsync(TestTimeout.Default);
        await hangUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(call.WaitAsync(TestTimeout.Default));
        await plugin.Cancelled.WaitAsync(TestTimeout.Default);
    }

    [Fact]
    public async Task DisposeAsync_CallUnderWay_CancelsIt()
    {
        var plugin = new WaitingPlugin();
        var host = new PluginTestHost(plugin);
        Task<AuthResponse> call = host.AuthenticateAsync();
        await plugin.Started.WaitAsync(TestTimeout.Default);

        await host.DisposeAsync();

        var e = await Should.ThrowAsync<PluginCallException>(call.WaitAsync(TestTimeout.Default));
        e.Status.ShouldBe("Cancelled");
        await Should.ThrowAsync<ObjectDisposedException>(() => host.AuthenticateAsync());
        await Should.NotThrowAsync(async () => await host.DisposeAsync());
    }

    [Fact]
    public async Task Log_ByLevel_HasMessageAndFields()
    {
        await using PluginTestHost host = Host("log");

        await host.AuthenticateAsync();

        PluginLogEntry entry = host.Log.ShouldHaveSingleItem();
        entry.Level.ShouldBe(LogLevel.Warning);
        entry.Message.ShouldBe("seen");
        entry.Fields.ShouldBe(new Dictionary<string, string> { ["stack"] = "dev", ["count"] = "7" }, ignoreOrder: true);
    }

    [Fact]
    public async Task Console_PluginPrints_IsRecordedByChannel()
    {
        await using PluginTestHost host = Host("print");

        await host.AuthenticateAsync();

        host.StandardOutput.ShouldBe($"constructed{Environment.NewLine}to stdout ä{Environment.NewLine}");
        host.StandardError.ShouldBe($"to stderr{Environment.NewLine}");
    }

    [Fact]
    public async Task Console_HostsSideBySide_EachHasItsOwn()
    {
        PluginTestHost[] hosts =
            [.. Enumerable.Range(0, 50).Select(i => new PluginTestHost(new PrintingPlugin($"plugin {i}")))];

        await Task.WhenAll(hosts.Select(host => host.AuthenticateAsync()));

        hosts.Select(host => host.StandardOutput)
            .ShouldBe(
                Enumerable.Range(0, 50).Select(i => $"plugin {i}{Environment.NewLine}plugin {i}{Environment.NewLine}"));
    }

    private static PluginTestHost Host(string mode) =>
        new(logger => new TestPlugin(logger)) { StackConfig = { ["mode"] = mode } };

    private sealed class RequestPlugin : IAuthPlugin
    {
        public Task<AuthResponse> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken)
        {
            var env = new Dictionary<string, string>(request.GetSettings())
            {
                ["REQUEST"] = $"{request.StackName} {request.ProgramName} {request.SecretsProvider}",
                ["EMPTY"] = "",
            };
            return Task.FromResult(AuthResponse.Success(env, CredentialLifetime.For(TimeSpan.FromMinutes(15))));
        }
    }

    /// <summary>Answers no call before it is cancelled.</summary>
    private sealed class WaitingPlugin : IAuthPlugin
    {
        private readonly TaskCompletionSource _started = new();
        private readonly TaskCompletionSource _cancelled = new();

        public Task Started => _started.Task;

        public Task Cancelled => _cancelled.Task;

        public async Task<AuthResponse> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken)
        {
            await using CancellationTokenRegistration registration = cancellationToken.Register(_cancelled.SetResult);
            _started.SetResult();
            await _cancelled.Task;
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private sealed class PrintingPlugin(string text) : IAuthPlugin
    {
        public async Task<AuthResponse> AuthenticateAsync(AuthRequest request, CancellationToken cancellationToken)
        {
            Console.WriteLine(text);
            await Task.Yield();
            await Console.Out.WriteLineAsync(text.ToCharArray(), cancellationToken);
            return AuthResponse.Failure("printed");
        }
    }
}
