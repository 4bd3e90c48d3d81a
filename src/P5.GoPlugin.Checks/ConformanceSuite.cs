using System.Runtime.CompilerServices;

namespace P5.GoPlugin.Checks;

/// <summary>Checks whether a plugin follows the rules that go-plugin hosts rely on.</summary>
public static class ConformanceSuite
{
    /// <summary>
    /// Tries the rules and returns each result as soon as it is known: the same rules in the same order for every
    /// plugin. A rule that depends on a failed one is not tried. Most rules share one process of the plugin, which is
    /// restarted after a failure that may affect it.
    /// </summary>
    /// <param name="options">The plugin and the rules.</param>
    /// <param name="cancellationToken">
    /// Cancels the check. Cancellation, like the end of the enumeration, ends all processes that were started.
    /// </param>
    /// <returns>One check for each rule.</returns>
    /// <exception cref="PluginNotFoundException">The executable does not exist or cannot be executed.</exception>
    /// <exception cref="PluginChecksumException">The file does not have the expected checksum.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled the check.</exception>
    public static async IAsyncEnumerable<ConformanceCheck> RunAsync(
        ConformanceOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.RuleTimeout, TimeSpan.Zero, nameof(options));
        ConformanceSession session =
            await ConformanceSession.OpenAsync(options, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            // By rule: the failed rule that it depends on or is itself; null if it passed.
            var obstacles = new Dictionary<string, string?>(StringComparer.Ordinal);
            foreach (ConformanceRule rule in Rules(options))
            {
                ConformanceCheck check = rule.Requires is { } required && obstacles[required] is { } obstacle
                    ? NotTried(rule, obstacle)
                    : await TryAsync(rule, session, cancellationToken).ConfigureAwait(false);
                obstacles[rule.Id] = check.Outcome == CheckOutcome.Pass
                    ? null
                    : rule.Requires is { } cause && obstacles[cause] is { } first ? first : rule.Id;
                yield return check;
            }
        }
    }

    private static IEnumerable<ConformanceRule> Rules(ConformanceOptions options) =>
    [
        new RefusesByHandRule(),
        new HandshakeRule(),
        new StartTimeRule(),
        new ProtocolVersionRule(),
        new AddressRule(),
        new HealthRule(),
        new StdioRule(),
        .. options.Rules,
        new UnimplementedRule(
            "UnknownMethod", "An unknown method is UNIMPLEMENTED", options.Service),
        new UnimplementedRule(
            "UnknownService", "An unknown service is UNIMPLEMENTED", $"{options.Service}.Unknown"),
        new SecondConnectionRule(),
        new ShutdownRule(),
        new NothingLeftRule(),
        new LogRule(),
        new AutoMtlsRule(),
    ];

    private static ConformanceCheck NotTried(ConformanceRule rule, string obstacle) => new(
        rule.Id, rule.Title, CheckOutcome.NotApplicable, $"not tried: {obstacle} failed", null, TimeSpan.Zero);

    private static async Task<ConformanceCheck> TryAsync(
        ConformanceRule rule, ConformanceSession session, CancellationToken cancellationToken)
    {
        TimeProvider clock = session.Options.Plugin.TimeProvider;
        long start = clock.GetTimestamp();
        RuleFinding finding = await ExamineAsync(rule, session, cancellationToken).ConfigureAwait(false);

        // After a cancellation the finding is not about the plugin.
        cancellationToken.ThrowIfCancellationRequested();
        string? recommendation =
            finding.Recommendation ?? (finding.Outcome == CheckOutcome.Fail ? rule.Recommendation : null);
        return new ConformanceCheck(
            rule.Id, rule.Title, finding.Outcome, finding.Evidence, recommendation, clock.GetElapsedTime(start));
    }

    private static async Task<RuleFinding> ExamineAsync(
        ConformanceRule rule, ConformanceSession session, CancellationToken cancellationToken)
    {
        TimeSpan limit = session.Options.RuleTimeout;
        using var timer = new CancellationTokenSource(limit, session.Options.Plugin.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await rule.ExamineAsync(session, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await session.DiscardAsync().ConfigureAwait(false);
            return RuleFinding.Fail($"no answer within {limit.TotalSeconds:0.###} s");
        }
        catch (CallException failure)
        {
            string evidence = await session.DescribeAsync(failure).ConfigureAwait(false);
            await session.DiscardAsync().ConfigureAwait(false);
            return RuleFinding.Fail(evidence);
        }
        catch (PluginException failure)
        {
            await session.DiscardAsync().ConfigureAwait(false);
            return RuleFinding.Fail(failure.Message, failure.RecommendedAction);
        }
    }
}
