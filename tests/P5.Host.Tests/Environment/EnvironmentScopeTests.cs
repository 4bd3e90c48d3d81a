namespace P5.Host.Tests;

public sealed class EnvironmentScopeTests
{
    private static readonly AuthenticationContext s_dev = new("/work", "dev", "shop");
    private static readonly AuthenticationContext s_prod = s_dev with { StackName = "prod" };
    private static readonly Guid s_me = Guid.NewGuid();

    private readonly MemoryEnvironment _environment = new();
    private readonly EnvironmentSession _session;

    public EnvironmentScopeTests() =>
        _session = new EnvironmentSession(_environment, folder: null, TimeProvider.System);

    [Fact]
    public void Enter_OtherStackIsApplied_TakesItBackUntilTheEnd()
    {
        _environment["BOTH"] = "before";
        _session.Apply([Of(s_prod, "BOTH=prod", "PROD=prod")]);
        Dictionary<string, string> before = new(_environment.Variables);

        using (_session.Enter(s_dev, s_me))
        {
            _environment.Variables.ShouldBe(new Dictionary<string, string> { ["BOTH"] = "before" });
            _session.Apply([Of(s_dev, "BOTH=dev", "DEV=dev")], s_me);
            _environment["BOTH"].ShouldBe("dev");
            _environment["P5_STACK"].ShouldBe("dev");
        }

        _environment.Variables.ShouldBe(before, ignoreOrder: true);
        _session.Applied.ShouldHaveSingleItem().Context.ShouldBe(s_prod);
        _session.Clear();
        _environment.Variables.ShouldBe(new Dictionary<string, string> { ["BOTH"] = "before" });
    }

    [Fact]
    public void Enter_SameStackIsApplied_AddsToIt()
    {
        _session.Apply([Of(s_dev, "A=1")]);

        using (_session.Enter(s_dev, s_me))
        {
            _session.Apply([Of(s_dev, "B=2") with { PluginName = "other" }], s_me);
            _environment["A"].ShouldBe("1");
        }

        _environment["A"].ShouldBe("1");
        _environment["B"].ShouldBeNull();
    }

    [Fact]
    public void Dispose_UserChangedInside_LeavesIt()
    {
        _session.Apply([Of(s_prod, "OUTER=prod", "REMOVED=prod")]);

        using (_session.Enter(s_dev, s_me))
        {
            _session.Apply([Of(s_dev, "INNER=dev", "REMOVED=dev")], s_me);
            _environment["OUTER"] = "user";
            _environment["INNER"] = "user";
            _environment["REMOVED"] = null;
        }

        _environment["OUTER"].ShouldBe("user");
        _environment["INNER"].ShouldBe("user");
        _environment["REMOVED"].ShouldBeNull();
        _session.Clear();
        _environment["OUTER"].ShouldBe("user");
    }

    [Fact]
    public void Dispose_ClearedOrSetInside_RestoresWhatWasApplied()
    {
        _session.Apply([Of(s_prod, "A=prod")]);

        using (_session.Enter(s_prod, s_me))
        {
            _session.Clear(caller: s_me);
            _session.Apply([Of(s_dev, "A=dev")], s_me);
        }

        _environment["A"].ShouldBe("prod");
        _session.Applied.ShouldHaveSingleItem().Context.ShouldBe(s_prod);
    }

    [Fact]
    public void Enter_AnotherCallersScope_IsRefusedUntilItsEnd()
    {
        EnvironmentScope scope = _session.Enter(s_dev, s_me);
        Guid other = Guid.NewGuid();

        foreach (Action act in new Action[]
        {
            () => _session.Enter(s_dev, other),
            () => _session.Apply([Of(s_dev, "A=1")], other),
            () => _session.Clear(caller: other),
        })
        {
            P5Exception error = Should.Throw<P5Exception>(act);
            error.ErrorId.ShouldBe(ErrorIds.EnvironmentInUse);
            error.RecommendedAction.ShouldNotBeEmpty();
        }

        scope.Dispose();
        _session.Enter(s_dev, other).Dispose();
    }

    [Fact]
    public void Dispose_NotTheLastOne_Throws()
    {
        EnvironmentScope outer = _session.Enter(s_dev, s_me);
        EnvironmentScope inner = _session.Enter(s_dev, s_me);

        Should.Throw<InvalidOperationException>(outer.Dispose);
        inner.Dispose();
        outer.Dispose();
        Should.Throw<InvalidOperationException>(outer.Dispose);
    }

    private static PluginCredential Of(AuthenticationContext context, params string[] variables) =>
        PluginCredential.Create(
        "login",
        context,
        variables.Select(text => text.Split('=', 2)).Select(parts => KeyValuePair.Create(parts[0], parts[1])),
        lifetimeSeconds: 0,
        DateTimeOffset.UnixEpoch);
}
