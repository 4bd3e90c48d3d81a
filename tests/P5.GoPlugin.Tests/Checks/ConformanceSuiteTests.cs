using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using P5.GoPlugin.Checks;

namespace P5.GoPlugin.Tests;

/// <summary>The rules of the protocol with a service of somebody's own, and what is left after them.</summary>
public sealed class ConformanceSuiteTests
{
    [Fact]
    public async Task RunAsync_RuleOfAnotherService_IsTriedAmongThoseOfTheProtocol()
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoKeys);
        await using var plugin = new FaultyPlugin();

        List<ConformanceCheck> checks = await ConformanceSuite.RunAsync(Options(plugin, "good", new EchoRule()))
            .ToListAsync();

        checks.Count.ShouldBe(15);
        checks.Single(check => check.Id == "Echo").Evidence.ShouldBe("it said hello");
        checks.Where(check => check.Outcome == CheckOutcome.Fail).ShouldBeEmpty();
        plugin.ProcessIds().Count.ShouldBe(3, "once by hand, once for most rules, once with AutoMTLS");
    }

    [Fact]
    public async Task RunAsync_CrashInARule_GivesTheNextOneAFreshProcess()
    {
        Assert.SkipWhen(Wine.IsRunning, Wine.HasNoKeys);
        await using var plugin = new FaultyPlugin();

        List<ConformanceCheck> checks =
            await ConformanceSuite.RunAsync(Options(plugin, "crash-in-call", new EchoRule())).ToListAsync();

        checks.Where(check => check.Outcome == CheckOutcome.Fail).Select(check => check.Id).ShouldBe(["Echo"]);
        plugin.ProcessIds().Count.ShouldBe(4);
    }

    [Fact]
    public async Task RunAsync_EnumerationThatEnds_EndsThePlugin()
    {
        await using var plugin = new FaultyPlugin();

        ConformanceCheck check = await ConformanceSuite.RunAsync(Options(plugin, "good"))
            .FirstAsync(check => check.Id == "Health");

        check.Outcome.ShouldBe(CheckOutcome.Pass);
        plugin.ProcessIds().Count(Processes.IsAlive).ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_CallerWhoGivesUp_EndsThePluginThatHangs()
    {
        await using var plugin = new FaultyPlugin();
        using var giveUp = new CancellationTokenSource();
        Task run = ConformanceSuite
            .RunAsync(Options(plugin, "hang-in-call", new EchoRule()), giveUp.Token)
            .ToListAsync(CancellationToken.None).AsTask();
        await plugin.OutputAsync(output => output.Text == "hanging");

        await giveUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(run.WaitAsync(TestTimeout.Default));
        plugin.ProcessIds().Count(Processes.IsAlive).ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_NoSuchExecutable_Throws()
    {
        await using var plugin = new FaultyPlugin();
        ConformanceOptions options = Options(plugin, "good");

        await Should.ThrowAsync<PluginNotFoundException>(async () => await ConformanceSuite
            .RunAsync(options with { Plugin = options.Plugin with { Command = "/no/such/plugin" } })
            .ToListAsync());
    }

    private static ConformanceOptions Options(FaultyPlugin plugin, string mode, params CallRule[] rules) => new()
    {
        Plugin = plugin.Options(mode),
        Service = "test.Echo",
        Rules = rules,
        RuleTimeout = TestTimeout.Default,
    };

    private sealed class EchoRule() : CallRule("Echo", "Says what it hears", "Say it.")
    {
        protected override async Task<RuleFinding> TryAsync(CallInvoker plugin, CancellationToken cancellationToken)
        {
            StringValue answer = await new Echo.EchoClient(plugin).CallAsync(
                new StringValue { Value = "hello" }, cancellationToken: cancellationToken);
            return answer.Value == "hello"
                ? RuleFinding.Pass("it said hello")
                : RuleFinding.Fail("it said something else");
        }
    }
}
