namespace P5.Host.Tests;

public sealed class VariableSetTests
{
    private static readonly PluginCredential s_first = Of("zoo", 0, "X=1", "ZOO=1");
    private static readonly PluginCredential s_last = Of("ant", 1, "X=2", "PERL5LIB=lib");

    [Fact]
    public void Combine_AnyOrder_TheLastConfiguredWins()
    {
        foreach (PluginCredential[] credentials in new[] { new[] { s_first, s_last }, [s_last, s_first] })
        {
            var set = VariableSet.Combine(credentials);

            set.GetVariables().ShouldBe(
                new Dictionary<string, string> { ["X"] = "2", ["ZOO"] = "1", ["PERL5LIB"] = "lib" },
                ignoreOrder: true);
            set.Warnings.ShouldBe(
                [
                    "Plugins 'zoo' and 'ant' both set X; 'ant' comes later in the configured order and wins.",
                    "Plugin 'ant' sets PERL5LIB, which changes which modules Perl programs load.",
                ],
                ignoreOrder: true);
        }
    }

    [Fact]
    public void Combine_SpellingsOnWindows_AreOneVariableWithTheFirstSpelling()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "Names have case elsewhere.");
        var set = VariableSet.Combine([s_first, Of("ant", 1, "Zoo=2")]);

        set.GetVariables().ShouldBe(new Dictionary<string, string> { ["X"] = "1", ["ZOO"] = "2" }, ignoreOrder: true);
        set.Warnings.ShouldHaveSingleItem().ShouldStartWith("Plugins 'zoo' and 'ant' both set ZOO;");
    }

    [Fact]
    public void WarningsAbout_SomeNames_SaysNothingOfOthers() =>
        VariableSet.Combine([s_first, s_last]).WarningsAbout(["ZOO", "PERL5LIB", "UNKNOWN"])
            .ShouldHaveSingleItem().ShouldStartWith("Plugin 'ant' sets PERL5LIB");

    private static PluginCredential Of(string plugin, int order, params string[] variables) => PluginCredential.Create(
        plugin,
        new AuthenticationContext("/work", "dev", ""),
        variables.Select(text => text.Split('=', 2)).Select(parts => KeyValuePair.Create(parts[0], parts[1])),
        lifetimeSeconds: 0,
        DateTimeOffset.UnixEpoch) with
    {
        Order = order,
    };
}
