namespace P5.Migration.Tests;

/// <summary>Keys that limited a WASM plugin become comments, in every form in which they can be written.</summary>
public sealed class PermissionTests : ConverterTestBase
{
    [Theory]
    [InlineData(
        "[plugins.a]\nsource = './x'\nallowed_hosts = [\n  'h',\n]\nInteractive = true # login\n",
        "[plugins.a]\ncmd = './x/x'\n# was: allowed_hosts = [\n#   'h',\n# ]\n# was: Interactive = true # login\n")]
    [InlineData(
        "[plugins.a]\ncmd = 'a'\n[plugins.a.permissions]\nhttp = []\n[plugins.a.permissions.env]\n  x = 1\n[t]\n",
        "[plugins.a]\ncmd = 'a'\n# was: [plugins.a.permissions]\n# was: http = []\n"
        + "# was: [plugins.a.permissions.env]\n  # was: x = 1\n[t]\n")]
    [InlineData(
        "[plugins.a]\ncmd = 'a'\npermissions.http = []\npermissions.env = []\n",
        "[plugins.a]\ncmd = 'a'\n# was: permissions.http = []\n# was: permissions.env = []\n")]
    [InlineData(
        "[[plugins.a.permissions]]\nhttp = 'h'\n[plugins.a]\ncmd = 'a'\n",
        "# was: [[plugins.a.permissions]]\n# was: http = 'h'\n[plugins.a]\ncmd = 'a'\n")]
    [InlineData(
        "plugins.a = {source = './x', permissions = {http = ['h']}}\n",
        "# was: plugins.a.permissions = {http = ['h']}\nplugins.a = {cmd = './x/x'}\n")]
    public void Convert_Toml_BecomesAComment(string before, string after)
    {
        Convert(before).Text.ShouldBe(after);
        Convert(after).Changed.ShouldBeFalse();
    }

    [Theory]
    [InlineData(
        "p5:\n  plugins:\n    a:\n      source: ./x\n      permissions:\n        http: [h]\n      config: {}\n",
        "p5:\n  plugins:\n    a:\n      cmd: ./x/x\n      # was: permissions:\n        # http: [h]\n"
        + "      config: {}\n")]
    [InlineData(
        "p5:\n  plugins:\n    a: {cmd: x, allowed_paths: [p]}\n",
        "p5:\n  plugins:\n    # was: p5.plugins.a.allowed_paths: [p]\n    a: {cmd: x}\n")]
    public void Convert_Yaml_BecomesAComment(string before, string after)
    {
        ConvertFile("Pulumi.yaml", before).Text.ShouldBe(after);
        ConvertFile("Pulumi.yaml", after).Changed.ShouldBeFalse();
    }

    // The parser ends such a value at the next key, so that the comments would overlap.
    [Fact]
    public void Convert_ValueIsEmptyButForItsTag_StaysWithAWarning()
    {
        const string Text = "p5:\n  plugins:\n    a:\n      source: ./x\n      permissions:\n        - !!binary\n"
            + "      allowed_hosts: [a, b]\n    b:\n      source: ./y\n";

        ConfigConversion conversion = ConvertFile("Pulumi.yaml", Text);

        conversion.Text.ShouldContain("cmd: ./y/y");
        conversion.Warnings.ShouldContain(warning => warning.Contains("two of its keys overlap"));
    }

    [Fact]
    public void Convert_SharedByAnAlias_StaysWithAWarning()
    {
        const string Text = "x: &x {cmd: c, allowed_hosts: [h]}\np5:\n  plugins:\n    a: *x\n";

        ConfigConversion conversion = ConvertFile("Pulumi.yaml", Text);

        conversion.Text.ShouldBe(Text);
        conversion.Warnings.ShouldHaveSingleItem().ShouldContain("remove it manually");
        conversion.NotConverted.ShouldBeEmpty();
    }
}
