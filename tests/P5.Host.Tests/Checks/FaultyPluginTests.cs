using System.Globalization;
using System.Text.RegularExpressions;
using P5.GoPlugin.Checks;

namespace P5.Host.Tests;

/// <summary>Wrong plugins fail the rules that they break, and no others.</summary>
public sealed partial class FaultyPluginTests(FaultyRuns runs) : IClassFixture<FaultyRuns>
{
    private static readonly string[] s_rules =
    [
        "RefusesByHand", "Handshake", "StartTime", "ProtocolVersion", "Address", "Health", "Stdio", "Authenticate",
        "Lifetime", "Variables", "Concurrency", "Cancellation", "LargeRequest", "UnknownMethod", "UnknownService",
        "SecondConnection", "Shutdown", "NothingLeft", "Log", "AutoMtls",
    ];

    /// <summary>Each starts several plugins, for which Wine takes seconds.</summary>
    private static readonly string[] s_modesInWine =
    [
        "good", "crash-by-hand", "exit-before-handshake", "garbage-line", "crash-in-call", "ignore-shutdown",
        "leaves-child", "leaves-file",
    ];

    /// <summary>The modes, and what fails in each.</summary>
    public static TheoryData<string, string> FailingRules => new()
    {
        // Nothing is wrong, though not all is there.
        { "good", "" },
        { "log", "" },
        { "reason", "" },
        { "refuses-large", "" },
        { "mtls", "" },

        // Run by hand.
        { "by-hand", "RefusesByHand" },
        { "waits-by-hand", "RefusesByHand" },
        { "mute-by-hand", "RefusesByHand" },
        { "content-by-hand", "RefusesByHand" },
        { "framework-by-hand", "RefusesByHand" },
        { "missing-by-hand", "RefusesByHand" },
        { "crash-by-hand", "RefusesByHand" },
        { "vague-by-hand", "RefusesByHand" },

        // The first line, and what stands in it.
        { "exit-before-handshake", "Handshake" },
        { "garbage-line", "Handshake" },
        { "half-line", "Handshake" },
        { "silent", "Handshake" },
        { "old-core", "ProtocolVersion" },
        { "wrong-app-version", "ProtocolVersion" },
        { "netrpc", "ProtocolVersion" },
        { "missing-socket", "Address" },
        { "not-loopback", "Address" },
        { "tcp", "Address" }, // any port, not one from the range
        { "outside-folder", "Address" },

        // The services around the plugin's own.
        { "not-serving", "Health" },
        { "no-health", "Health" },
        { "stdio-blocks", "Stdio" },
        { "stdio-fails", "Stdio" },
        { "crash-on-unknown-method", "UnknownMethod" },
        { "answers-unknown-service", "UnknownService" },
        { "one-connection", "SecondConnection" },

        // Authenticate.
        { "crash-in-call", "Authenticate" },
        { "error-status", "Authenticate" },
        { "hang-in-call", "Authenticate" },
        { "no-reason", "Authenticate" },
        { "odd-lifetime", "Lifetime" },
        { "odd-name", "Variables" },
        { "not-at-once", "Concurrency" },
        { "changing", "Concurrency" },
        { "stuck-after-cancel", "Cancellation" },
        { "crash-on-large", "LargeRequest" },

        // The end, and what is left.
        { "bare", "Health Shutdown" },
        { "ignore-shutdown", "Shutdown" },
        { "hang-at-shutdown", "Shutdown" },
        { "leaves-child", "NothingLeft" },
        { "leaves-file", "NothingLeft" },

        // The log and AutoMTLS.
        { "short-timestamp", "Log" },
        { "wrong-certificate", "AutoMtls" },
        { "mtls-plain", "AutoMtls" },
        { "mtls-anyone", "AutoMtls" },
    };

    [Theory]
    [MemberData(nameof(FailingRules))]
    public async Task RunAsync_FaultyPlugin_FailsTheRulesThatItBreaks(string mode, string failing)
    {
        SkipIfNotHere(mode, failing);
        IReadOnlyList<ConformanceCheck> checks = await runs.CheckAsync(mode);

        string all = string.Join('\n', checks);
        checks.Select(check => check.Id).ShouldBe(s_rules, all);
        checks.Where(check => check.Outcome == CheckOutcome.Fail && !IsMissingHere(check.Id)).Select(check => check.Id)
            .ShouldBe(failing.Split(' ', StringSplitOptions.RemoveEmptyEntries), all);
        checks.ShouldAllBe(check => check.Evidence.Length > 0 && check.Title.Length > 0);
        checks.ShouldAllBe(check => check.Outcome != CheckOutcome.Fail || check.Recommendation!.Length > 0);
        all.ShouldNotContain("a secret of the faulty plugin");
    }

    [Theory]
    [InlineData("garbage-line", "Handshake", 18)]
    [InlineData("netrpc", "ProtocolVersion", 15)]
    [InlineData("hang-in-call", "Authenticate", 5)]
    [InlineData("ignore-shutdown", "Shutdown", 1)]
    public async Task RunAsync_RulesBehindAFailure_SayThatTheyWereNotTried(string mode, string failed, int count)
    {
        SkipIfNotHere(mode, failed);
        IReadOnlyList<ConformanceCheck> checks = await runs.CheckAsync(mode);

        checks.Count(
            check =>
                check is { Outcome: CheckOutcome.NotApplicable } && check.Evidence == $"not tried: {failed} failed")
            .ShouldBe(count);
    }

    [Theory]
    [InlineData(
        "exit-before-handshake",
        "Handshake",
        "ended with the exit code 3 before its handshake. It wrote: no configuration found")]
    [InlineData(
        "framework-by-hand", "RefusesByHand", "150: It needs Microsoft.AspNetCore.App 10.0.0, which is not installed.")]
    [InlineData("missing-by-hand", "RefusesByHand", "shells use this code for a program that cannot be run")]
    [InlineData("crash-by-hand", "RefusesByHand", "; it crashed")]
    [InlineData("half-line", "Handshake", "it printed '1|1|unix' and no line feed within 30 s")]
    [InlineData("silent", "Handshake", "it printed nothing on its standard output within 30 s")]
    [InlineData("garbage-line", "Handshake", "The line: 'Starting ")]
    [InlineData("wrong-app-version", "ProtocolVersion", "application version 7, but the host offered 1")]
    [InlineData("tcp", "Address", "is outside the ports 10000 to 25000 that it was given")]
    [InlineData(
        "crash-in-call", "Authenticate", "it ended with the exit code 2 during the call. It wrote: panic: boom")]
    [InlineData("hang-in-call", "Authenticate", "no answer within 30 s")]
    [InlineData("odd-lifetime", "Lifetime", "ttl_seconds is -2")]
    [InlineData(
        "odd-name",
        "Variables",
        "1 of 2 variables cannot be set: a name that contains '=' (character 2 of 3; the name may contain a value "
        + "and is not shown)")]
    [InlineData("reason", "Authenticate", "because: Log in first.")]
    [InlineData("refuses-large", "LargeRequest", "1 MiB was answered, 5 MiB refused with ResourceExhausted")]
    [InlineData(
        "ignore-shutdown", "Shutdown", "Shutdown was answered; the process was still running 2 s later and was killed")]
    [InlineData(
        "hang-at-shutdown",
        "Shutdown",
        "Shutdown was not answered; the process was still running 2 s later and was killed")]
    [InlineData("leaves-file", "NothingLeft", "cache")]
    [InlineData(
        "short-timestamp",
        "Log",
        "its @timestamp '2026-01-02T03:04:05.006Z' does not have the form 2026-01-02T15:04:05.000000Z")]
    [InlineData("mtls-anyone", "AutoMtls", "but it also answered a client with a certificate that is not the host's")]
    [InlineData("good", "AutoMtls", "it ignored the offer and serves plain text")]
    public async Task RunAsync_Evidence_SaysWhatWasSeen(string mode, string rule, string evidence)
    {
        SkipIfNotHere(mode, rule);
        IReadOnlyList<ConformanceCheck> checks = await runs.CheckAsync(mode);

        checks.Single(check => check.Id == rule).Evidence.ShouldContain(evidence);
    }

    [Fact]
    public async Task RunAsync_ChildLeftBehind_IsNamedAndEnded()
    {
        IReadOnlyList<ConformanceCheck> checks = await runs.CheckAsync("leaves-child");

        string evidence = checks.Single(check => check.Id == "NothingLeft").Evidence;
        if (OperatingSystem.IsLinux())
        {
            int id = int.Parse(ProcessId().Match(evidence).Groups["id"].Value, CultureInfo.InvariantCulture);

            // Its parent is gone, so the system's first process collects it, which may take a while.
            await Processes.EndedAsync(id);
        }
        else
        {
            evidence.ShouldContain("a process that holds its standard output or error open");
        }
    }

    internal static bool IsTriedHere(string mode) => !Wine.IsRunning || s_modesInWine.Contains(mode);

    private static bool IsMissingHere(string rule) => Wine.IsRunning && rule == "AutoMtls";

    private static void SkipIfNotHere(string mode, string rule)
    {
        Assert.SkipWhen(IsMissingHere(rule), Wine.HasNoKeys);
        Assert.SkipUnless(IsTriedHere(mode), "Wine starts plugins too slowly for all of these.");
        Assert.SkipWhen(
            OperatingSystem.IsWindows() && mode is "tcp" or "outside-folder", "Plugins listen on TCP on Windows.");
    }

    [GeneratedRegex(@"the process (?<id>\d+) \(p5-faulty\)")]
    private static partial Regex ProcessId();
}
