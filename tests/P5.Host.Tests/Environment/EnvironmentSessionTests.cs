using static P5.Host.EnvironmentAction;

namespace P5.Host.Tests;

public sealed class EnvironmentSessionTests
{
    private readonly MemoryEnvironment _environment = new();
    private readonly EnvironmentSession _session;

    public EnvironmentSessionTests() =>
        _session = new EnvironmentSession(_environment, folder: null, TimeProvider.System);

    [Fact]
    public void Apply_SetUnsetAndEmpty_SetsAllAndClearPutsBack()
    {
        _environment["SET"] = "before";
        _environment["EMPTY"] = "";

        IReadOnlyList<VariableChange> applied = _session.Apply([Of("a", "SET=1", "EMPTY=2", "UNSET=")]);

        applied.ShouldBe([Change("EMPTY", Set, "a"), Change("SET", Set, "a"), Change("UNSET", Set, "a")]);
        Now().ShouldBe(["EMPTY=2", "SET=1", "UNSET="]);

        _session.Clear()
            .ShouldBe([Change("EMPTY", Restored, "a"), Change("SET", Restored, "a"), Change("UNSET", Removed, "a")]);
        Now().ShouldBe(["EMPTY=", "SET=before"]);
        _session.Applied.ShouldBeEmpty();
    }

    [Fact]
    public void Apply_ReplacedCredential_PutsBackWhatItNoLongerGives()
    {
        _environment["OLD"] = "before";
        _session.Apply([Of("a", "OLD=1", "BOTH=1")]);

        _session.Apply([Of("a", "BOTH=2", "NEW=2")]).ShouldBe(
            [Change("BOTH", Set, "a"), Change("NEW", Set, "a"), Change("OLD", Restored, "a")]);

        Now().ShouldBe(["BOTH=2", "NEW=2", "OLD=before"]);
        _session.Clear();
        Now().ShouldBe(["OLD=before"]);
    }

    [Fact]
    public void Apply_OtherStack_LeavesNothingOfTheFirstOne()
    {
        _session.Apply([Of("a", "A=dev", "ONLY_DEV=1")]);
        _session.Apply([Of("b", "B=dev")]);

        _session.Apply([Of("a", "A=prod") with { Context = Prod }]).ShouldBe(
            [Change("A", Set, "a"), Change("B", Removed, "b"), Change("ONLY_DEV", Removed, "a")]);

        Now().ShouldBe(["A=prod"]);
    }

    [Fact]
    public void Apply_OtherWorkspaceWithTheSameVariable_StillKnowsWhatWasBefore()
    {
        _environment["A"] = "before";
        _session.Apply([Of("a", "A=here")]);
        _session.Apply([Of("other", "A=there") with { Context = Dev with { WorkspaceDirectory = "/elsewhere" } }]);

        _session.Clear();

        Now().ShouldBe(["A=before"]);
    }

    [Fact]
    public void Clear_UserChangedIt_LeavesIt()
    {
        _environment["EDITED"] = "before";
        _environment["UNSET"] = "before";
        _session.Apply([Of("a", "EDITED=1", "UNSET=1", "UNTOUCHED=1")]);
        _environment["EDITED"] = "mine";
        _environment["UNSET"] = null;

        _session.Clear()
            .ShouldBe([Change("EDITED", Left, "a"), Change("UNSET", Left, "a"), Change("UNTOUCHED", Removed, "a")]);

        Now().ShouldBe(["EDITED=mine"]);
    }

    [Fact]
    public void Apply_UserChangedIt_TakesThatForWhatWasBefore()
    {
        _environment["A"] = "before";
        _session.Apply([Of("a", "A=1")]);
        _environment["A"] = "mine";

        _session.Apply([Of("a", "A=2")]);
        Now().ShouldBe(["A=2"]);

        _session.Clear();
        Now().ShouldBe(["A=mine"]);
    }

    [Fact]
    public void Apply_OtherPlugin_LeavesWhatTheUserChanged()
    {
        _session.Apply([Of("a", "A=1")]);
        _environment["A"] = "mine";

        _session.Apply([Of("b", "B=1")]).ShouldBe([Change("B", Set, "b")]);

        Now().ShouldBe(["A=mine", "B=1"]);
    }

    [Fact]
    public void Apply_UserSetTheSameValue_CountsAsUnchanged()
    {
        _environment["A"] = "before";
        _session.Apply([Of("a", "A=1")]);
        _environment["A"] = "1";

        _session.Clear();

        Now().ShouldBe(["A=before"]);
    }

    [Fact]
    public void Clear_ValueThatWasThereBeforeApply_Stays()
    {
        _environment["A"] = "1";

        _session.Apply([Of("a", "A=1")]).ShouldBe([Change("A", Set, "a")]);
        _session.Clear().ShouldBe([Change("A", Restored, "a")]);

        Now().ShouldBe(["A=1"]);
    }

    [Fact]
    public void Apply_TwoPluginsSetOneName_LaterWinsAndSaysSo()
    {
        _session.Apply([Of("a", "X=a", "A=1")]);

        _session.Apply([Of("b", "X=b")]).ShouldBe([Change("X", Set, "b", overridden: "a")]);

        Now().ShouldBe(["A=1", "X=b"]);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("cba")]
    [InlineData("bca")]
    [InlineData("c,b,a")]
    [InlineData("b,ca")]
    [InlineData("a,c,a,b")]
    public void Apply_AnyOrderOfArrival_TheLastConfiguredWins(string arrivals)
    {
        foreach (string together in arrivals.Split(','))
        {
            _session.Apply([.. together.Select(plugin => Of($"{plugin}", $"X={plugin}", $"Y{plugin}=1"))]);
        }

        Now().ShouldBe(["X=c", "Ya=1", "Yb=1", "Yc=1"]);
        _session.Clear("c");
        _environment["X"].ShouldBe("b");
    }

    [Fact]
    public void Apply_Overridden_LeavesTheLaterValueAndWhatTheUserChanged()
    {
        _session.Apply([Of("b", "X=b", "Y=b")]);
        _environment["Y"] = "mine";

        _session.Apply([Of("a", "X=a", "Y=a", "A=1")]).ShouldBe([Change("A", Set, "a")]);

        Now().ShouldBe(["A=1", "X=b", "Y=mine"]);
    }

    [Fact]
    public void Apply_Several_ReportsEachVariableOnce() =>
        _session.Apply([Of("b", "X=b"), Of("a", "X=a", "A=1")])
            .ShouldBe([Change("A", Set, "a"), Change("X", Set, "b", overridden: "a")]);

    [Fact]
    public void Clear_LaterOfTwo_BringsTheEarlierValueBack()
    {
        _environment["X"] = "before";
        _session.Apply([Of("a", "X=a")]);
        _session.Apply([Of("b", "X=b")]);

        _session.Clear("b").ShouldBe([Change("X", Set, "a")]);
        Now().ShouldBe(["X=a"]);

        _session.Clear("a").ShouldBe([Change("X", Restored, "a")]);
        Now().ShouldBe(["X=before"]);
    }

    [Fact]
    public void Clear_EarlierOfTwo_LeavesTheLaterValue()
    {
        _environment["X"] = "before";
        _session.Apply([Of("a", "X=a", "A=1")]);
        _session.Apply([Of("b", "X=b")]);

        _session.Clear("a").ShouldBe([Change("A", Removed, "a")]);
        Now().ShouldBe(["X=b"]);

        _session.Clear("b");
        Now().ShouldBe(["X=before"]);
    }

    [Fact]
    public void Clear_LaterOfTwoThatTheUserChanged_LeavesIt()
    {
        _session.Apply([Of("a", "X=a")]);
        _session.Apply([Of("b", "X=b")]);
        _environment["X"] = "mine";

        _session.Clear("b");
        _session.Clear("a").ShouldBe([Change("X", Left, "b")]);

        Now().ShouldBe(["X=mine"]);
    }

    [Fact]
    public void Clear_UnknownPluginOrNothingApplied_ChangesNothing()
    {
        _session.Clear().ShouldBeEmpty();
        _session.Apply([Of("a", "A=1")]);

        _session.Clear("b").ShouldBeEmpty();

        Now().ShouldBe(["A=1"]);
    }

    [Fact]
    public void Preview_AnyCredential_ReturnsWhatApplyWouldDoAndDoesNothing()
    {
        _environment["A"] = "before";
        _session.Apply([Of("a", "A=1", "GONE=1")]);
        PluginCredential next = Of("a", "A=2", "NEW=") with { Context = Prod };

        IReadOnlyList<VariableChange> preview = _session.Copy().Apply([next]);

        Now().ShouldBe(["A=1", "GONE=1"]);
        _session.Applied.ShouldHaveSingleItem().Context.ShouldBe(Dev);
        _session.Apply([next]).ShouldBe(preview);
    }

    [Fact]
    public void Applied_SeveralLayers_ListsThemInTheConfiguredOrder()
    {
        _session.Apply([Of("a", "A=1")]);
        _session.Apply([Of("b", "B=1")]);
        _session.Apply([Of("a", "A=2")]);

        _session.Applied.Select(credential => credential.PluginName).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void PluginsByVariable_SeveralLayers_NamesWhoseValueIsThere()
    {
        _session.Apply([Of("a", "BOTH=1", "A=1", "CHANGED=1")]);
        _session.Apply([Of("b", "BOTH=2")]);
        _environment["CHANGED"] = "user";

        _session.PluginsByVariable.ShouldBe(
            new Dictionary<string, string> { ["A"] = "a", ["BOTH"] = "b" }, ignoreOrder: true);
    }

    [Fact]
    public void Compose_AnotherStackIsApplied_HoldsItsOwnVariablesAndWhatWasBefore()
    {
        _environment["BOTH"] = "before";
        _environment["PROD"] = "before";
        _environment["USER"] = "before";
        _session.Apply([Of("a", "BOTH=prod", "PROD=prod", "USER=prod", "NEW=prod") with { Context = Prod }]);
        _environment["USER"] = "user";
        IEnumerable<string> before = [.. Now()];

        using CommandEnvironment command =
            _session.Compose(Dev, [Of("b", "X=2"), Of("a", "BOTH=dev", "X=1")], Stream.Null);

        IReadOnlyDictionary<string, string> composed = command.Variables;
        composed["BOTH"].ShouldBe("dev");
        composed["X"].ShouldBe("2");
        composed["PROD"].ShouldBe("before");
        composed["USER"].ShouldBe("user");
        composed.Keys.ShouldNotContain("NEW");
        composed[StatusVariables.Stack].ShouldBe("dev");
        Now().ShouldBe(before);
    }

    [Fact]
    public void Compose_NoCredential_SaysNothingOfAStack()
    {
        _session.Apply([Of("a", "A=1")]);

        using CommandEnvironment command = _session.Compose(Prod, [], Stream.Null);

        command.Variables.Keys.ShouldNotContain(StatusVariables.Stack);
    }

    [Fact]
    public void Compose_VariableThatNoProgramStartsWith_IsAnErrorThatNamesIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not limit single variables.");
        int longest = (32 * Environment.SystemPageSize) - "BIG=\0".Length;

        using (CommandEnvironment command = Compose(longest))
        {
            command.Variables.Keys.ShouldContain("BIG");
        }

        P5Exception error = Should.Throw<P5Exception>(() => Compose(longest + 1));

        error.ErrorId.ShouldBe(ErrorIds.EnvironmentInvalid);
        error.Message.ShouldStartWith("Plugin 'a' sets BIG, which has ");
        error.Message.ShouldNotContain("xx");

        CommandEnvironment Compose(int length) =>
            _session.Compose(Dev, [Of("a", $"BIG={new string('x', length)}")], Stream.Null);
    }

    [Fact]
    public void FindSizeProblems_WhileSuchAVariableIsApplied_NamesIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not limit single variables.");
        _session.Apply([Of("a", $"BIG={new string('x', 32 * Environment.SystemPageSize)}", "A=1")]);

        _session.FindSizeProblems().ShouldHaveSingleItem().ShouldStartWith("Plugin 'a' sets BIG, which has ");

        _session.Clear();
        _session.FindSizeProblems().ShouldBeEmpty();
    }

    [Fact]
    public void ProcessEnvironment_EmptyAndUnset_AreTwoThings()
    {
        const string Name = "P5_HOST_TESTS_EMPTY";
        var environment = new ProcessEnvironment();
        var session = new EnvironmentSession(environment, folder: null, TimeProvider.System);

        session.Apply([Of("a", $"{Name}=")]);
        environment.GetVariable(Name).ShouldBe("");

        session.Clear();
        environment.GetVariable(Name).ShouldBeNull();
    }

    [Fact]
    public void ToString_AnyView_HoldsNoValue()
    {
        IReadOnlyList<VariableChange> changes = _session.Apply([Of("a", "TOKEN=hunter2")]);

        string.Concat(changes[0], LayeredVariable.Flatten(_session.Applied)["TOKEN"]).ShouldNotContain("hunter2");
    }

    private static AuthenticationContext Dev { get; } = new("/work", "dev", "shop");

    private static AuthenticationContext Prod { get; } = Dev with { StackName = "prod" };

    [Fact]
    public void NamesOf_TwoSpellings_AreOneVariableWhereThePlatformHasOne()
    {
        LayeredVariable.NamesOf([Of("a", "http_proxy=p", "HTTP_PROXY=p"), Of("b", "Http_Proxy=q")])
            .ShouldBe(OperatingSystem.IsWindows() ? ["HTTP_PROXY"] : ["HTTP_PROXY", "http_proxy", "Http_Proxy"]);

        Of("a", "http_proxy=p", "HTTP_PROXY=p").VariableNames.Count.ShouldBe(OperatingSystem.IsWindows() ? 1 : 2);
    }

    [Fact]
    public void Apply_SpellingsOnWindows_AreOneVariableAndTheOldSpellingComesBack()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "names have case elsewhere");
        _environment["Path_X"] = "before";

        _session.Apply([Of("a", "PATH_X=a"), Of("b", "path_x=b")])
            .ShouldHaveSingleItem().OverriddenPlugin.ShouldBe("a");

        Now().ShouldBe(["Path_X=b"]);
        _session.PluginsByVariable["pATH_x"].ShouldBe("b");
        _session.Apply([Of("a", "A=prod") with { Context = Prod }]);
        Now().ShouldBe(["A=prod", "Path_X=before"]);
    }

    [Fact]
    public void SetVariable_OtherSpellingOnWindows_ChangesTheOneVariableAndKeepsItsSpelling()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "names have case elsewhere");
        Assert.SkipWhen(Wine.IsRunning, "Wine replaces the spelling of a name with its value.");
        string name = $"P5Test{Guid.NewGuid():n}";
        var environment = new ProcessEnvironment();
        environment.SetVariable(name, "before");

        environment.SetVariable(name.ToUpperInvariant(), "after");

        environment.GetVariables()
            .Where(pair => name.Equals(pair.Key, StringComparison.OrdinalIgnoreCase))
            .ShouldBe([KeyValuePair.Create(name, "after")]);
        environment.GetVariables()[name.ToLowerInvariant()].ShouldBe("after");
        environment.SetVariable(name.ToLowerInvariant(), null);
        environment.GetVariable(name).ShouldBeNull();
    }

    private static PluginCredential Of(string plugin, params string[] variables) => PluginCredential.Create(
        plugin,
        Dev,
        variables.Select(text => text.Split('=', 2)).Select(parts => KeyValuePair.Create(parts[0], parts[1])),
        lifetimeSeconds: 0,
        DateTimeOffset.UnixEpoch) with
    {
        Order = plugin[0] - 'a',
    };

    private static VariableChange Change(
        string name, EnvironmentAction action, string plugin, string? overridden = null) =>
        new(name, action, plugin, overridden);

    /// <summary>The variables beside P5's own, which StatusVariablesTests looks at.</summary>
    private IEnumerable<string> Now() =>
        _environment.Variables
            .Where(pair => pair.Key != StatusVariables.Stack)
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={pair.Value}");
}
