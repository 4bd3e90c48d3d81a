using P5.GoPlugin;

namespace P5.Host.Tests;

/// <summary>The options that this host adds to a plugin.</summary>
public sealed class HostOptionTests
{
    private const string Digest = "5891B5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";

    [Theory]
    [InlineData("\"90s\"", 90)]
    [InlineData("\"5m\"", 300)]
    [InlineData("\"1h30m\"", 5400)]
    [InlineData("\"1h2m3s\"", 3723)]
    [InlineData("\"1.5s\"", 1.5)]
    [InlineData("\"250ms\"", 0.25)]
    [InlineData("45", 45)]
    [InlineData("0.5", 0.5)]
    [InlineData("\"576h\"", 576 * 3600)]
    public void Duration_Valid_IsRead(string toml, double seconds)
    {
        using var workspace = new TemporaryWorkspace();
        workspace.Write("p5.toml", $"[plugins.p]\nstart_timeout = {toml}\ntimeout = {toml}\nidle_timeout = {toml}\n");

        PluginConfiguration plugin = workspace.Load().Plugins["p"];

        plugin.Get(PluginOptions.StartTimeout).TotalSeconds.ShouldBe(seconds);
        plugin.Get(PluginOptions.Timeout)!.Value.TotalSeconds.ShouldBe(seconds);
        plugin.Get(PluginOptions.IdleTimeout).TotalSeconds.ShouldBe(seconds);
    }

    [Theory]
    [InlineData("\"5\"")]
    [InlineData("\"5 m\"")]
    [InlineData("\"30m1h\"")]
    [InlineData("\"-5s\"")]
    [InlineData("\"s\"")]
    [InlineData("-1")]
    [InlineData("nan")]
    [InlineData("inf")]
    [InlineData("\"577h\"")]
    [InlineData("99999999999")]
    [InlineData("true")]
    [InlineData("[1]")]
    public void Duration_Invalid_IsAnErrorThatNamesThePlace(string toml)
    {
        using var workspace = new TemporaryWorkspace();
        workspace.Write("p5.toml", $"[plugins.p]\ntimeout = {toml}\n");

        var error = Should.Throw<ConfigurationException>(() => workspace.Load());

        (error.Line, error.Column, error.Key).ShouldBe((2, 11, "plugins.p.timeout"));
        error.Message.ShouldContain("must be a duration such as \"90s\", \"5m\" or \"1h30m\", or a number of seconds");
    }

    [Fact]
    public void Duration_OfZero_MeansNoTimeoutButNoStart()
    {
        using var workspace = new TemporaryWorkspace();
        workspace.Write("p5.toml", "[plugins.p]\ntimeout = \"30s\"\nidle_timeout = 0\n");
        workspace.Write("Pulumi.yaml", "p5: {plugins: {p: {timeout: 0}}}");

        workspace.Load().Plugins["p"].Get(PluginOptions.Timeout).ShouldBeNull();
        workspace.Load().Plugins["p"].Get(PluginOptions.IdleTimeout).ShouldBe(TimeSpan.Zero);

        workspace.Write("p5.toml", "[plugins.p]\nstart_timeout = 0\n");
        Should.Throw<ConfigurationException>(() => workspace.Load()).Key.ShouldBe("plugins.p.start_timeout");
    }

    [Fact]
    public void Options_NotGiven_HaveTheirDefaults()
    {
        using var workspace = new TemporaryWorkspace();
        workspace.Write("p5.toml", "[plugins.p]\nsha256 = \"\"\nmtls = \"\"\ntimeout = \"\"\n");

        PluginConfiguration plugin = workspace.Load().Plugins["p"];

        plugin.Get(PluginOptions.Sha256).ShouldBeNull();
        plugin.Get(PluginOptions.Mtls).ShouldBe(MtlsMode.Auto);
        plugin.Get(PluginOptions.StartTimeout).ShouldBe(TimeSpan.FromSeconds(60));
        plugin.Get(PluginOptions.Timeout).ShouldBeNull();
        plugin.Get(PluginOptions.IdleTimeout).ShouldBe(TimeSpan.FromMinutes(15));
    }

    [Fact]
    public void Options_OfTheProgram_ReplaceTheGlobalOnesOneByOne()
    {
        using var workspace = new TemporaryWorkspace();
        workspace.Write(
            "p5.toml", $"[plugins.p]\nsha256 = \"{Digest}\"\nmtls = \"always\"\ntimeout = 5\nidle_timeout = \"1m\"\n");
        workspace.Write("Pulumi.yaml", "p5: {plugins: {p: {mtls: never, timeout: 7s, idle_timeout: }}}");

        PluginConfiguration plugin = workspace.Load().Plugins["p"];

        plugin.Get(PluginOptions.Sha256).ShouldBe(Digest.ToLowerInvariant());
        plugin.Get(PluginOptions.Mtls).ShouldBe(MtlsMode.Never);
        plugin.Get(PluginOptions.Timeout).ShouldBe(TimeSpan.FromSeconds(7));
        plugin.Get(PluginOptions.IdleTimeout).ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("mtls = \"on\"", "plugins.p.mtls", "\"auto\", \"always\" or \"never\"")]
    [InlineData("mtls = true", "plugins.p.mtls", "\"auto\", \"always\" or \"never\"")]
    [InlineData("sha256 = \"abc\"", "plugins.p.sha256", "64 hexadecimal digits")]
    [InlineData("sha256 = 5", "plugins.p.sha256", "64 hexadecimal digits")]
    public void Option_OfTheWrongKind_IsAnError(string line, string key, string expected)
    {
        using var workspace = new TemporaryWorkspace();
        workspace.Write("p5.toml", $"[plugins.p]\n{line}\n");

        var error = Should.Throw<ConfigurationException>(() => workspace.Load());

        error.Key.ShouldBe(key);
        error.Message.ShouldContain(expected);
    }

    [Fact]
    public void Files_OfTheProgram_ReplaceThoseOfTheRepository()
    {
        using var workspace = new TemporaryWorkspace();
        workspace.Write("p5.toml", "[plugins.p]\nfiles = [\"KUBECONFIG\", \"A.b-1\", \"KUBECONFIG\"]\n");
        workspace.Load().Plugins["p"].Get(PluginOptions.Files).ShouldBe(["KUBECONFIG", "A.b-1"]);

        workspace.Write("Pulumi.yaml", "p5: {plugins: {p: {files: [OTHER]}}}");
        workspace.Load().Plugins["p"].Get(PluginOptions.Files).ShouldBe(["OTHER"]);

        workspace.Write("Pulumi.yaml", "p5: {plugins: {p: {files: []}}}");
        workspace.Load().Plugins["p"].Get(PluginOptions.Files).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"\"", "be a list in which each item is the name of a variable: a name has letters")]
    [InlineData("\"../A\"", "be a list in which each item is the name of a variable: a name has letters")]
    [InlineData("\"A=B\"", "be a list in which each item is the name of a variable: a name has letters")]
    [InlineData("\"LD_PRELOAD\"", "not name LD_PRELOAD, which loads a library into every program")]
    [InlineData("\"PATH\"", "not name PATH, which changes which programs are found")]
    [InlineData("\"P5_STACK\"", "not name P5_STACK, which redirects P5 itself")]
    [Trait("Category", "Hostile")]
    public void Files_NameThatIsNotAllowed_IsAnErrorThatNamesThePlace(string name, string expected)
    {
        using var workspace = new TemporaryWorkspace();
        workspace.Write("p5.toml", $"[plugins.p]\nfiles = [\n  \"KUBECONFIG\",\n  {name},\n]\n");

        var error = Should.Throw<ConfigurationException>(() => workspace.Load());

        (error.Line, error.Column, error.Key).ShouldBe((4, 3, "plugins.p.files"));
        error.Message.ShouldContain($"plugins.p.files must {expected}");
    }

    [Theory]
    [InlineData("files = \"KUBECONFIG\"", "plugins.p.files must be a list of strings, but is ")]
    [InlineData("files = [1]", "plugins.p.files[0] must be text, but is ")]
    public void Files_OfTheWrongKind_IsAnError(string line, string expected)
    {
        using var workspace = new TemporaryWorkspace();
        workspace.Write("p5.toml", $"[plugins.p]\n{line}\n");

        Should.Throw<ConfigurationException>(() => workspace.Load()).Message.ShouldContain(expected);
    }

    [Fact]
    public void Sha256_OfNothingButDigitsInYaml_IsTakenAsWritten()
    {
        using var workspace = new TemporaryWorkspace();
        string digits = "0" + new string('1', 63);
        workspace.Write("Pulumi.yaml", $"p5: {{plugins: {{p: {{sha256: {digits}}}}}}}");

        workspace.Load().Plugins["p"].Get(PluginOptions.Sha256).ShouldBe(digits);
    }
}
