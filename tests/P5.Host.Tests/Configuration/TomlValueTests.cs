namespace P5.Host.Tests;

public sealed class TomlValueTests
{
    [Fact]
    public void Read_Keys_KeepTheOrderOfTheText()
    {
        ConfigMap root = TomlFile.Read("z = 1\nb.y = 2\na = 3\nb.x = 4\n[m]\n[c]");

        Keys(root).ShouldBe(["z", "b", "a", "m", "c"]);
        Keys((ConfigMap)root.Find("b")!).ShouldBe(["y", "x"]);
    }

    [Fact]
    public void Read_KeysAndValues_HaveTheirPlaces()
    {
        ConfigMap root = TomlFile.Read(
            "[plugins.a]\nrefresh.onStackChange = true\n[plugins.b]\n[[list.'é😀']]\n[[list.'é😀']]\n\"😀\" = [ {} ]\n");

        var plugins = (ConfigMap)root.Find("plugins")!;
        var refresh = (ConfigMap)((ConfigMap)plugins.Find("a")!).Find("refresh")!;
        var list = (ConfigList)((ConfigMap)root.Find("list")!).Find("é😀")!;
        ConfigEntry emoji = ((ConfigMap)list.Items[1]).Entries.Single();
        KeyPlace(root, "plugins").ShouldBe((1, 2));
        KeyPlace(plugins, "b").ShouldBe((3, 10));
        KeyPlace((ConfigMap)plugins.Find("a")!, "refresh").ShouldBe((2, 1));
        KeyPlace(refresh, "onStackChange").ShouldBe((2, 9));
        Place(refresh.Find("onStackChange")!).ShouldBe((2, 25));
        Place(list).ShouldBe((4, 8));
        Place(list.Items[1]).ShouldBe((5, 8));
        Place(emoji.Key).ShouldBe((6, 1));
        Place(((ConfigList)emoji.Value).Items[0]).ShouldBe((6, 10));
    }

    [Fact]
    public void Read_MultiLineString_KeepsItsLineEnds()
    {
        ConfigMap root = TomlFile.Read("a = \"\"\"\r\none\r\ntwo\n\"\"\"\r\nb = '''\nx\r\n'''");

        ((ConfigText)root.Find("a")!).Value.ShouldBe("one\r\ntwo\n");
        ((ConfigText)root.Find("b")!).Value.ShouldBe("x\r\n");
    }

    [Theory]
    [InlineData("0001-02-28 23:59:58.1234567-07:30", "0001-02-28T23:59:58.1234567-07:30")]
    [InlineData("2024-02-29T00:00z", "2024-02-29T00:00:00Z")]
    [InlineData("2024-02-29T00:00:00.10+14:00", "2024-02-29T00:00:00.1+14:00")]
    [InlineData("07:32", "0000-01-01T07:32:00-12:34")]
    [InlineData("9999-12-31", "9999-12-31T00:00:00-12:34")]
    public void Read_Date_HasAllParts(string text, string expected) =>
        ((ConfigDate)TomlFile.ReadValue(text)).Value.ToRfc3339().ShouldBe(expected);

    [Theory]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("0x7fff_ffff_ffff_FFFF", long.MaxValue)]
    [InlineData("0o17", 15)]
    [InlineData("0b101", 5)]
    [InlineData("+0", 0)]
    [InlineData("-0", 0)]
    public void Read_Integer_HasItsValue(string text, long expected) =>
        ((ConfigInteger)TomlFile.ReadValue(text)).Value.ShouldBe(expected);

    [Theory]
    [InlineData("1e-999", 0)]
    [InlineData("-inf", double.NegativeInfinity)]
    [InlineData("+inf", double.PositiveInfinity)]
    [InlineData("nan", double.NaN)]
    [InlineData("6.626_070e-34", 6.62607e-34)]
    public void Read_Float_HasItsValue(string text, double expected) =>
        ((ConfigFloat)TomlFile.ReadValue(text)).Value.ShouldBe(expected);

    private static IEnumerable<string> Keys(ConfigMap map) =>
        map.Entries.Select(entry => ((ConfigText)entry.Key).Value);

    private static (int Line, int Column) KeyPlace(ConfigMap map, string key) =>
        Place(map.Entries.Single(entry => entry.Key is ConfigText text && text.Value == key).Key);

    private static (int Line, int Column) Place(ConfigValue value) => (value.Position.Line, value.Position.Column);
}
