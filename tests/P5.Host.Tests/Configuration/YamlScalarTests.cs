namespace P5.Host.Tests;

/// <summary>What text a YAML scalar becomes. The expected ones are yaml.v3's.</summary>
public sealed class YamlScalarTests
{
    [Theory]
    // Integers in every notation.
    [InlineData("+12", "12")]
    [InlineData("-0", "0")]
    [InlineData("017", "15")]
    [InlineData("-0o17", "-15")]
    [InlineData("0X1f", "31")]
    [InlineData("0b1_01", "5")]
    [InlineData("1__0_", "10")]
    [InlineData("0xFFFFFFFFFFFFFFFF", "18446744073709551615")]
    [InlineData("-0x8000000000000000", "-9223372036854775808")]
    // Past 64 bits: decimal ones become floats, others text.
    [InlineData("+9223372036854775808", "9.223372036854776e+18")]
    [InlineData("18446744073709551616", "1.8446744073709552e+19")]
    [InlineData("0x10000000000000000", "0x10000000000000000")]
    // Floats.
    [InlineData("089", "89")]
    [InlineData(".5_0", "0.5")]
    [InlineData("._5", "._5")]
    [InlineData("5.e3", "5000")]
    [InlineData("1e999", "1e999")]
    [InlineData("1e-999", "0")]
    [InlineData("-.INF", "-Inf")]
    [InlineData(".iNf", ".iNf")]
    [InlineData("+.nan", "+.nan")]
    // Dates.
    [InlineData("2000-2-29", "\"2000-02-29T00:00:00Z\"")]
    [InlineData("2001-02-29", "2001-02-29")]
    [InlineData("0000-02-29", "\"0000-02-29T00:00:00Z\"")]
    [InlineData("2001-01-01T24:00:00Z", "2001-01-01T24:00:00Z")]
    [InlineData("2001-01-01  1:2:3,50", "\"2001-01-01T01:02:03.5Z\"")]
    [InlineData("2001-01-01T1:2:3.123456789-05:30", "\"2001-01-01T01:02:03.123456789-05:30\"")]
    [InlineData("2001-01-01T1:2:3.1234567891Z", "2001-01-01T1:2:3.1234567891Z")]
    [InlineData("2001-01-01T00:00:00", "2001-01-01T00:00:00")]
    // Tags.
    [InlineData("!!int \"0x10\"", "16")]
    [InlineData("!!float \"3\"", "3")]
    [InlineData("!!str null", "null")]
    [InlineData("!!null ~", "null")]
    [InlineData("!!timestamp \"2001-01-01\"", "\"2001-01-01T00:00:00Z\"")]
    [InlineData("!unknown 12", "12")]
    [InlineData("! 012", "10")]
    [InlineData("! \"012\"", "012")]
    public void Scalar_InYaml_BecomesText(string yaml, string expected)
    {
        using var workspace = new TemporaryWorkspace();

        workspace.LoadYamlValue(yaml).ShouldBe(expected);
    }

    [Theory]
    [InlineData("{a: &x 1, b: *x}", "{\"a\":1,\"b\":1}")]
    [InlineData("{&x a: !!str &y 1, b: *y , c: *x }", "{\"a\":\"1\",\"b\":\"1\",\"c\":\"a\"}")]
    [InlineData("[&x 1, {a: &x 2, b: *x}, *x]", "[1,{\"a\":2,\"b\":2},2]")]
    public void Anchor_InsideBraces_IsRead(string yaml, string expected)
    {
        using var workspace = new TemporaryWorkspace();

        workspace.LoadYamlValue(yaml).ShouldBe(expected);
    }

    [Theory]
    [InlineData("!!int text", "!!int")]
    [InlineData("!!int 1.5", "!!int")]
    [InlineData("!!bool yes", "!!bool")]
    [InlineData("!!null x", "!!null")]
    [InlineData("!!binary a", "!!binary")]
    [InlineData("!!timestamp x", "!!timestamp")]
    public void Scalar_ThatIsNotWhatItsTagSays_IsAnError(string yaml, string tag)
    {
        using var workspace = new TemporaryWorkspace();
        workspace.Write("Pulumi.dev.yaml", $"config:\n  v: {yaml}\n");

        ConfigurationException? error = workspace.Load("dev").StackError;

        error.ShouldNotBeNull();
        (error.Line, error.Column).ShouldBe((2, 6));
        error.Message.ShouldContain(tag);
    }

    [Fact]
    public void Binary_ThatIsNotUtf8_IsLeftOutWithAWarning()
    {
        using var workspace = new TemporaryWorkspace();

        workspace.LoadYamlValue("!!binary /w==").ShouldBeNull();

        workspace.Load("dev").Warnings.ShouldHaveSingleItem().Message.ShouldContain("binary data");
    }
}
