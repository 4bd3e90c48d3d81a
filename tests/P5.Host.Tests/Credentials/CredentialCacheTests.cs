
namespace P5.Host.Tests;

public sealed class CredentialCacheTests : IDisposable
{
    private static readonly PluginConfiguration s_plugin =
        GivenPlugin.Named("login", "./login").With(PluginOptions.Arguments, ["-v"]) with { ConfigHash = "old" };

    private readonly TemporaryFolder _folder = new();
    private readonly AuthenticationContext _dev;
    private readonly AuthenticationContext _prod;
    private readonly Dictionary<string, (AuthenticationContext Context, PluginConfiguration Plugin)> _changes;
    private readonly ObservedTime _clock = new();

    public CredentialCacheTests()
    {
        _dev = new(WorkspaceIn("repository", "shop"), "dev", "shop");
        _prod = _dev with { StackName = "prod" };
        AuthenticationContext elsewhere = _dev with { WorkspaceDirectory = WorkspaceIn("repository", "elsewhere") };
        AuthenticationContext another = _dev with { WorkspaceDirectory = WorkspaceIn("another", "shop") };
        _changes = new()
        {
            ["none"] = (_dev, s_plugin),
            ["config"] = (_dev, s_plugin with { ConfigHash = "new" }),
            ["command"] = (_dev, s_plugin.With(PluginOptions.Command, "./login2")),
            ["arguments"] = (_dev, s_plugin.With(PluginOptions.Arguments, ["-v", "-v"])),
            ["program name"] = (_dev with { ProgramName = "store" }, s_plugin),
            ["stack"] = (_prod, s_plugin),
            ["stack and config"] = (_prod, s_plugin with { ConfigHash = "new" }),
            ["workspace"] = (elsewhere, s_plugin),
            ["workspace and config"] = (elsewhere, s_plugin with { ConfigHash = "new" }),
            ["repository"] = (another, s_plugin),
        };
    }

    /// <summary>
    /// A change, and for which triggers it asks again: w on workspace change, s on stack change, c only if the
    /// configuration changed with them.
    /// </summary>
    public static TheoryData<string, string> Changes => new()
    {
        // Within one context nothing asks again but an edit, which always does.
        { "none", "" },
        { "config", "- w s ws c wc sc wsc" },
        { "command", "- w s ws c wc sc wsc" },
        { "arguments", "- w s ws c wc sc wsc" },
        { "program name", "- w s ws c wc sc wsc" },

        // Another context calls again if its trigger is on; with c only along with a changed configuration.
        { "stack", "s ws" },
        { "stack and config", "s ws sc wsc" },
        { "workspace", "w ws" },
        { "workspace and config", "w ws wc wsc" },

        // No repository decides that it gets the answer for another one.
        { "repository", "- w s ws c wc sc wsc" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Changes))]
    public void Find_AfterChange_AsksAgainByTriggers(string change, string askingTriggers)
    {
        (AuthenticationContext context, PluginConfiguration plugin) = _changes[change];
        foreach (string triggers in new[] { "-", "w", "s", "ws", "c", "wc", "sc", "wsc" })
        {
            bool asks = askingTriggers.Split(' ').Contains(triggers);
            foreach ((int lifetime, TimeSpan age, bool isOver) in Lifetimes())
            {
                PluginConfiguration configured = plugin.With(
                    PluginOptions.Refresh,
                    new RefreshTriggers(triggers.Contains('w'), triggers.Contains('s'), triggers.Contains('c')));
                var cache = new CredentialCache(_clock);
                Store(cache, s_plugin, _dev, lifetime);
                _clock.Advance(age);

                PluginCredential? found = cache.Find(configured, context);

                (found is null)
                    .ShouldBe(asks || isOver, $"{change}, triggers {triggers}, lifetime {lifetime} after {age}");
            }
        }
    }

    private string WorkspaceIn(string repository, string name)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Root, repository, ".git"));
        return Directory.CreateDirectory(Path.Combine(_folder.Root, repository, name)).FullName;
    }

    /// <summary>Lifetime in seconds, its age, and whether time alone asks again.</summary>
    private static IEnumerable<(int Lifetime, TimeSpan Age, bool IsOver)> Lifetimes() =>
    [
        (-1, TimeSpan.Zero, true),
        (0, TimeSpan.FromDays(10_000), false),
        (60, TimeSpan.Zero, false),
        (60, TimeSpan.FromSeconds(60) - TimeSpan.FromTicks(1), false),
        (60, TimeSpan.FromSeconds(60), true),
        (60, TimeSpan.FromSeconds(61), true),
        (int.MaxValue, TimeSpan.FromDays(10_000), false),
    ];

    [Theory]
    [InlineData(0, 40, true)]
    [InlineData(19, 40, true)]
    [InlineData(20, 40, true)] // exactly enough is not less
    [InlineData(21, 40, false)]
    [InlineData(-30, 60, false)] // nothing makes an expired one good
    [InlineData(-30, 59, true)]
    public void Find_MinimumLifetime_CallsAgainIfLessIsLeft(int minimumSeconds, int ageSeconds, bool isFound)
    {
        var cache = new CredentialCache(_clock);
        Store(cache, s_plugin, _dev, lifetimeSeconds: 60);
        _clock.Advance(TimeSpan.FromSeconds(ageSeconds));

        PluginCredential? found = cache.Find(s_plugin, _dev, TimeSpan.FromSeconds(minimumSeconds));

        (found is not null).ShouldBe(isFound);
    }

    [Theory]
    [InlineData(30, 0, true)]
    [InlineData(30, 29, true)] // slept, or set forward: the clock counts
    [InlineData(30, 30, false)]
    [InlineData(0, 60, false)]
    [InlineData(59, -3600, true)] // set back: the timestamp counts
    [InlineData(60, -3600, false)]
    [InlineData(60, -60, false)]
    public void Find_ClockIsSet_TakesTheOlderAge(int elapsedSeconds, int setSeconds, bool isFound)
    {
        var cache = new CredentialCache(_clock);
        Store(cache, s_plugin, _dev, lifetimeSeconds: 60);
        _clock.Advance(TimeSpan.FromSeconds(elapsedSeconds));
        _clock.SetClock(TimeSpan.FromSeconds(setSeconds));

        PluginCredential? found = cache.Find(s_plugin, _dev);

        (found is not null).ShouldBe(isFound);
    }

    [Fact]
    public void Use_ClockIsSetBack_DoesNotMakeTheCredentialYounger()
    {
        var cache = new CredentialCache(_clock);
        Store(cache, s_plugin, _dev, lifetimeSeconds: 60);
        _clock.Advance(TimeSpan.FromSeconds(50));
        _clock.SetClock(TimeSpan.FromSeconds(-50));

        cache.Use(s_plugin, _dev).ShouldNotBeNull();
        _clock.Advance(TimeSpan.FromSeconds(10));

        cache.Use(s_plugin, _dev).ShouldBeNull();
    }

    [Fact]
    public void Find_MinimumLifetimeOfOneThatNeverExpires_Finds()
    {
        var cache = new CredentialCache(_clock);
        Store(cache, s_plugin, _dev, lifetimeSeconds: 0);

        cache.Find(s_plugin, _dev, TimeSpan.MaxValue).ShouldNotBeNull();
    }

    [Fact]
    public void Find_OtherStackThatReuses_GivesItForThatStack()
    {
        PluginConfiguration plugin = s_plugin.With(PluginOptions.Refresh, new RefreshTriggers(OnStackChange: false));
        var cache = new CredentialCache(_clock);
        Store(cache, plugin, _dev, lifetimeSeconds: 0);

        PluginCredential found = cache.Find(plugin, _prod)!;

        found.Context.ShouldBe(_prod);
        found.GetVariables().ShouldBe(new Dictionary<string, string> { ["TOKEN"] = "t" });
    }

    [Fact]
    public void Use_OtherStackThatReuses_MovesTheCredentialThere()
    {
        PluginConfiguration plugin = s_plugin.With(PluginOptions.Refresh, new RefreshTriggers(OnStackChange: false));
        PluginConfiguration inProd = plugin with { ConfigHash = "prod" };
        var cache = new CredentialCache(_clock);
        Store(cache, plugin, _dev, lifetimeSeconds: 0);

        cache.Use(inProd, _prod).ShouldNotBeNull();

        // An edit within the stack calls again, even if the credential was first given for another.
        cache.Find(inProd, _prod).ShouldNotBeNull();
        cache.Find(inProd with { ConfigHash = "prod, edited" }, _prod).ShouldBeNull();
        cache.Find(plugin, _dev).ShouldNotBeNull();
    }

    [Fact]
    public void Find_OtherStackThatReuses_MovesNothing()
    {
        PluginConfiguration plugin = s_plugin.With(PluginOptions.Refresh, new RefreshTriggers(OnStackChange: false));
        var cache = new CredentialCache(_clock);
        Store(cache, plugin, _dev, lifetimeSeconds: 0);

        cache.Find(plugin, _prod);

        cache.List().ShouldHaveSingleItem().Context.ShouldBe(_dev);
        cache.Find(plugin with { ConfigHash = "edited" }, _dev).ShouldBeNull();
    }

    [Fact]
    public void Remove_KnownAndUnknown_ReturnsWhich()
    {
        var cache = new CredentialCache(_clock);
        Store(cache, s_plugin, _dev, lifetimeSeconds: 0);

        cache.Remove("other").ShouldBeFalse();
        cache.Remove("login").ShouldBeTrue();
        cache.Remove("login").ShouldBeFalse();
        cache.List().ShouldBeEmpty();
    }

    [Fact]
    public void Use_OrderChangedSince_HasThePresentPlace()
    {
        var cache = new CredentialCache(_clock);
        Store(cache, s_plugin, _dev, lifetimeSeconds: 0);

        cache.Use(s_plugin with { Order = 7 }, _dev).ShouldNotBeNull().Order.ShouldBe(7);

        cache.List().ShouldHaveSingleItem().Order.ShouldBe(7);
    }

    [Fact]
    public void List_SeveralPlugins_SortsThemAndKeepsExpired()
    {
        var cache = new CredentialCache(_clock);
        Store(cache, s_plugin with { Name = "b" }, _dev, lifetimeSeconds: 1);
        Store(cache, s_plugin with { Name = "a" }, _dev, lifetimeSeconds: -1);
        _clock.Advance(TimeSpan.FromDays(1));

        cache.List().Select(credential => credential.PluginName).ShouldBe(["a", "b"]);
    }

    private void Store(
        CredentialCache cache, PluginConfiguration plugin, AuthenticationContext context, int lifetimeSeconds) =>
        cache.Store(plugin, PluginCredential.Create(
            plugin.Name, context, [new("TOKEN", "t")], lifetimeSeconds, _clock.GetUtcNow()));
}
