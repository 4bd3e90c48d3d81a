namespace P5.Host.Tests;

public sealed class StatusVariablesTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, 600, TimeSpan.FromHours(1));

    private readonly MemoryEnvironment _environment = new();
    private readonly EnvironmentSession _session;

    public StatusVariablesTests() => _session = new EnvironmentSession(_environment, folder: null, TimeProvider.System);

    private string? Stack => _environment[StatusVariables.Stack];

    private string? Expiration => _environment[StatusVariables.Expiration];

    [Fact]
    public void Apply_SeveralLifetimes_SetsTheEarliestEndInUtc()
    {
        _session.Apply([Of("never", 0)]);
        Expiration.ShouldBeNull();

        _session.Apply([Of("long", 3600)]);
        Expiration.ShouldBe("2026-01-02T03:04:05Z");
        _session.Apply([Of("short", 60)]);
        Expiration.ShouldBe("2026-01-02T02:05:05Z");

        _session.Clear("short");
        Expiration.ShouldBe("2026-01-02T03:04:05Z");
        _session.Clear("long");
        Expiration.ShouldBeNull();
        Stack.ShouldBe("dev");
    }

    [Fact]
    public void Apply_AskEveryTime_HasNoExpiration()
    {
        _session.Apply([Of("always", -1)]);

        Expiration.ShouldBeNull();
        Stack.ShouldBe("dev");
    }

    [Fact]
    public void Clear_WhatWasThereBefore_IsPutBack()
    {
        _environment[StatusVariables.Stack] = "mine";
        _environment[StatusVariables.Expiration] = "";

        _session.Apply([Of("a", 60)]).Select(change => change.Name).ShouldBe(["A"]);
        _session.Clear().Select(change => change.Name).ShouldBe(["A"]);

        Stack.ShouldBe("mine");
        Expiration.ShouldBe("");
    }

    [Fact]
    public void Clear_UserChangedIt_LeavesIt()
    {
        _session.Apply([Of("a", 0)]);
        _environment[StatusVariables.Stack] = "mine";

        _session.Clear();

        Stack.ShouldBe("mine");
    }

    [Fact]
    public void Apply_PluginGivesTheSameName_DoesNotWin()
    {
        _session.Apply([PluginCredential.Create(
            "liar", new AuthenticationContext("/work", "dev", ""), [new(StatusVariables.Stack, "prod")], 0, s_now)]);

        Stack.ShouldBe("dev");
        _session.PluginsByVariable.ShouldBeEmpty();
        _session.Clear();
        Stack.ShouldBeNull();
    }

    private static PluginCredential Of(string plugin, int lifetime) => PluginCredential.Create(
        plugin, new AuthenticationContext("/work", "dev", ""), [new(plugin.ToUpperInvariant(), "1")], lifetime, s_now);
}
