namespace P5.Plugin.Tests;

public sealed class TypedSettingsTests
{
    private const string Secret = "hunter2";

    [Fact]
    public void EveryKind_NotSet_IsTheDefault()
    {
        var request = new AuthRequest();

        request.GetBoolean("x", true).ShouldBeTrue();
        request.GetInteger("x", 7).ShouldBe(7);
        request.GetDuration("x", TimeSpan.FromMinutes(5)).ShouldBe(TimeSpan.FromMinutes(5));
        request.GetList("x").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void BooleanSetting_AsGoPrintsIt_IsRead(string text, bool expected) =>
        Of(text).GetBoolean("x", !expected).ShouldBe(expected);

    // The last is how a float in a file arrives.
    [Theory]
    [InlineData("8080", 8080)]
    [InlineData("-1", -1)]
    [InlineData("3e+06", 3_000_000)]
    public void IntegerSetting_AsGoPrintsIt_IsRead(string text, int expected) =>
        Of(text).GetInteger("x", 0).ShouldBe(expected);

    [Theory]
    [InlineData("90", 90)]
    [InlineData("0.5", 0.5)]
    [InlineData("5m", 300)]
    [InlineData("1h30m", 5400)]
    [InlineData("250ms", 0.25)]
    [InlineData("0", 0)]
    public void DurationSetting_NumberOrUnits_IsRead(string text, double seconds) =>
        Of(text).GetDuration("x", default).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void ListSetting_JsonAsP5SendsIt_IsItsTexts() =>
        Of("""["openid","a \u003c b",8080,true]""").GetList("x").ShouldBe(["openid", "a < b", "8080", "true"]);

    [Fact]
    public void EveryKind_StackSetsItToo_TheStackWins() =>
        new AuthRequest
        {
            ProgramConfig = new Dictionary<string, string> { ["x"] = "1" },
            StackConfig = new Dictionary<string, string> { ["x"] = "2" },
        }.GetInteger("x", 0).ShouldBe(2);

    [Theory]
    [InlineData("yes")]
    [InlineData("True")]
    [InlineData(Secret)]
    public void BooleanSetting_AnythingElse_Throws(string text) =>
        ShouldBeInvalid(text, "is not true or false", r => r.GetBoolean("x", false));

    [Theory]
    [InlineData("")]
    [InlineData("1.5")]
    [InlineData("4294967296")]
    [InlineData(Secret)]
    public void IntegerSetting_AnythingElse_Throws(string text) =>
        ShouldBeInvalid(text, "is not a whole number", r => r.GetInteger("x", 0));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("1e300")]
    [InlineData("5m1h")]
    [InlineData(Secret)]
    public void DurationSetting_AnythingElse_Throws(string text) =>
        ShouldBeInvalid(text, "is not a duration such as", r => r.GetDuration("x", default));

    [Theory]
    [InlineData("{}")]
    [InlineData("[[1]]")]
    [InlineData("[null]")]
    [InlineData(Secret)]
    public void ListSetting_AnythingElse_Throws(string text) =>
        ShouldBeInvalid(text, "is not a list of strings", r => r.GetList("x"));

    [Fact]
    public void InvalidSetting_InTheProgram_NamesTheProgramsFiles() =>
        new InvalidSettingException("x", new AuthRequest(), "a colour").Message
            .ShouldBe(
                "The setting 'x' is not a colour. Correct it under this plugin's 'config' in p5.toml or Pulumi.yaml.");

    private static AuthRequest Of(string text) => new()
    {
        StackName = "org/shop/dev",
        StackConfig = new Dictionary<string, string> { ["x"] = text },
    };

    private static void ShouldBeInvalid(string text, string problem, Action<AuthRequest> read)
    {
        var e = Should.Throw<InvalidSettingException>(() => read(Of(text)));

        e.SettingName.ShouldBe("x");
        e.Message.ShouldStartWith($"The setting 'x' {problem}");
        e.Message.ShouldContain("Pulumi.dev.yaml");
        e.Message.ShouldNotContain(Secret);
    }
}
