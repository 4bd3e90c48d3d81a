namespace P5.Toml.Tests.Model;

public sealed class ValueTests
{
    [Fact]
    public void ToTable_Keys_KeepTheOrderOfTheText()
    {
        TomlTable table = TomlParser.ParseStrict("z = 1\nb.y = 2\na = 3\nb.x = 4\n[m]\n[c]").ToTable();

        table.Keys.ShouldBe(["z", "b", "a", "m", "c"]);
        table["b"].ShouldBeOfType<TomlTable>().Keys.ShouldBe(["y", "x"]);
    }

    [Fact]
    public void KeyPosition_DottedKeyAndHeader_IsWhereThePartWasFirstWritten()
    {
        TomlTable root = TomlParser.ParseStrict("[plugins.a]\nrefresh.onStackChange = true\n[plugins.b]\n").ToTable();

        var plugins = (TomlTable)root["plugins"];
        var a = (TomlTable)plugins["a"];
        root.KeyPosition("plugins").ShouldBe(new TextPosition(1, 2, 1));
        plugins.KeyPosition("b").ShouldBe(new TextPosition(3, 10, 50));
        a.KeyPosition("refresh").ShouldBe(new TextPosition(2, 1, 12));
        ((TomlTable)a["refresh"]).KeyPosition("onStackChange").ShouldBe(new TextPosition(2, 9, 20));
        ((TomlTable)a["refresh"])["onStackChange"].Position.ShouldBe(new TextPosition(2, 25, 36));
    }

    [Fact]
    public void KeyPosition_UnknownKey_Throws() =>
        Should.Throw<KeyNotFoundException>(() => TomlParser.ParseStrict("a = 1").ToTable().KeyPosition("A"));

    [Fact]
    public void ToTable_MultiLineString_KeepsItsLineEnds()
    {
        TomlTable table = TomlParser.ParseStrict("a = \"\"\"\r\none\r\ntwo\n\"\"\"\r\nb = '''\nx\r\n'''").ToTable();

        ((TomlString)table["a"]).Value.ShouldBe("one\r\ntwo\n");
        ((TomlString)table["b"]).Value.ShouldBe("x\r\n");
    }

    [Fact]
    public void ToTable_OffsetDateTime_HasAllParts()
    {
        var value = (TomlOffsetDateTime)TomlParser.ParseStrict("a = 0000-02-29 23:59:58.1234567899-07:30").ToTable()["a"];

        (value.Year, value.Month, value.Day).ShouldBe((0, 2, 29));
        (value.Hour, value.Minute, value.Second, value.Nanosecond).ShouldBe((23, 59, 58, 123_456_789));
        value.Offset.ShouldBe(new TimeSpan(-7, -30, 0));
    }

    [Fact]
    public void ToTable_LocalTimeWithoutSeconds_IsOnTheMinute()
    {
        var value = (TomlLocalTime)TomlParser.ParseStrict("a = 07:32").ToTable()["a"];

        (value.Hour, value.Minute, value.Second, value.Nanosecond).ShouldBe((7, 32, 0, 0));
    }

    [Theory]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("0x7fff_ffff_ffff_FFFF", long.MaxValue)]
    [InlineData("0o17", 15)]
    [InlineData("0b101", 5)]
    [InlineData("+0", 0)]
    public void ToTable_Integer_HasItsValue(string text, long expected) =>
        ((TomlInteger)TomlParser.ParseStrict($"a = {text}").ToTable()["a"]).Value.ShouldBe(expected);

    [Fact]
    public void ToTable_SmallestFloatBelowRange_IsZero() =>
        ((TomlFloat)TomlParser.ParseStrict("a = 1e-999").ToTable()["a"]).Value.ShouldBe(0);
}
