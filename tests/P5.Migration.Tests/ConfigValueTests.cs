using System.Text;
using P5.Host;

namespace P5.Migration.Tests;

public sealed class ConfigValueTests
{
    [Theory]
    [InlineData("{a: 1, b: [x, {c: 2}]}", "b:\n- 'x'\n- c: 0x2\na: 1\n")]
    [InlineData("[.nan, 2026-11-30, !!binary gICA]", "[.NaN, 2026-11-30T00:00:00Z, !!binary gICA]")]
    [InlineData("{1: a, '1a': b, ~: c}", "{~: c, '1a': b, 1: a}")]
    public void MeansTheSame_SameValuesWrittenDifferently_IsTrue(string one, string other) =>
        Read(one).MeansTheSame(Read(other)).ShouldBeTrue();

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("0.0", "-0.0")]
    [InlineData("'1'", "1")]
    [InlineData("~", "''")]
    [InlineData("true", "false")]
    [InlineData("[a, b]", "[b, a]")]
    [InlineData("[a]", "[a, a]")]
    [InlineData("{a: 1}", "{a: 1, b: 1}")]
    [InlineData("{a: 1, b: 2}", "{a: 2, b: 1}")]
    [InlineData("{1: a}", "{'1': a}")]
    [InlineData("!!binary gICA", "!!binary gICB")]
    [InlineData("2026-11-30", "2026-11-29")]
    public void MeansTheSame_OtherValues_IsFalse(string one, string other) =>
        Read(one).MeansTheSame(Read(other)).ShouldBeFalse();

    private static ConfigValue Read(string yaml) => YamlReader
        .ReadStrict(ConfigFileText.Decode(ConfigurationStage.Stack, "/Pulumi.dev.yaml", Encoding.UTF8.GetBytes(yaml)))
        .ShouldNotBeNull();
}
