namespace P5.Plugin.Tests;

public sealed class AuthRequestTests
{
    private static readonly AuthRequest s_request = new()
    {
        ProgramConfig = new Dictionary<string, string> { ["both"] = "program", ["program"] = "p", ["emptied"] = "p" },
        StackConfig = new Dictionary<string, string> { ["both"] = "stack", ["stack"] = "s", ["emptied"] = "" },
        StackName = "dev",
        ProgramName = "shop",
    };

    [Theory]
    [InlineData("both", "stack")]
    [InlineData("program", "p")]
    [InlineData("stack", "s")]
    [InlineData("emptied", "")]
    [InlineData("Both", null)]
    [InlineData("none", null)]
    public void Setting_ByName_TheStackWins(string name, string? expected) =>
        s_request.GetSetting(name).ShouldBe(expected);

    [Theory]
    [InlineData("emptied", "")]
    [InlineData("none", "default")]
    public void Setting_WithDefault_IsTheDefaultOnlyIfNotSet(string name, string expected) =>
        s_request.GetSetting(name, "default").ShouldBe(expected);

    [Fact]
    public void RequiredSetting_Set_IsTheValue() => s_request.GetRequiredSetting("both").ShouldBe("stack");

    [Fact]
    public void RequiredSetting_Missing_SaysWhichAndWhere()
    {
        var e = Should.Throw<MissingSettingException>(() => s_request.GetRequiredSetting("clientId"));

        e.SettingName.ShouldBe("clientId");
        e.Message.ShouldContain("'clientId'");
        e.Message.ShouldContain("Pulumi.dev.yaml");
    }

    [Theory]
    [InlineData("org/shop/dev", "Pulumi.dev.yaml")]
    [InlineData("", "Pulumi.<stack>.yaml")]
    public void MissingSetting_OfAPluginsOwn_NamesTheFilesWhereItCanStand(string stackName, string file) =>
        new MissingSettingException("x", new AuthRequest { StackName = stackName }).Message.ShouldBe(
            $"The setting 'x' is missing. Set it under this plugin's 'config' in p5.toml, Pulumi.yaml or {file}.");

    [Fact]
    public void ToString_WithSettings_NamesThemWithoutValues() =>
        s_request.ToString().ShouldBe(
            "AuthRequest { Stack = dev, Program = shop, Settings = [both, emptied, program, stack] }");
}
