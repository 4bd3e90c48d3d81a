namespace P5.Host.Tests;

/// <summary>How values are written for a plugin: Go's %v for plain ones, Go's JSON for the others.</summary>
public sealed class SentTextTests
{
    [Theory]
    // Value, alone, in a list.
    [InlineData("100000.0", "100000", "[100000]")]
    [InlineData("999999.5", "999999.5", "[999999.5]")]
    [InlineData("1234567.5", "1.2345675e+06", "[1234567.5]")]
    [InlineData("1e15", "1e+15", "[1000000000000000]")]
    [InlineData("1e23", "1e+23", "[1e+23]")]
    [InlineData("9.9999999999999e22", "9.9999999999999e+22", "[9.9999999999999e+22]")]
    [InlineData("1e100", "1e+100", "[1e+100]")]
    [InlineData("0.00012", "0.00012", "[0.00012]")]
    [InlineData("0.000012", "1.2e-05", "[0.000012]")]
    [InlineData("1.5e-7", "1.5e-07", "[1.5e-7]")]
    [InlineData("1e-10", "1e-10", "[1e-10]")]
    [InlineData("5e-324", "5e-324", "[5e-324]")]
    [InlineData("1.7976931348623157e308", "1.7976931348623157e+308", "[1.7976931348623157e+308]")]
    [InlineData("-0.0", "-0", "[-0]")]
    public void Float_AloneAndInAList_IsWrittenAsGoDoes(string toml, string alone, string inList)
    {
        using var workspace = new TemporaryWorkspace();

        workspace.LoadTomlValue(toml).ShouldBe(alone);
        workspace.LoadTomlValue($"[{toml}]").ShouldBe(inList);
    }

    [Theory]
    [InlineData("\"<a> & b\"", "[\"\\u003ca\\u003e \\u0026 b\"]")]
    [InlineData("\"\\u2028\\u2029\"", "[\"\\u2028\\u2029\"]")]
    [InlineData("\"\\b\\f\\n\\r\\t\"", "[\"\\b\\f\\n\\r\\t\"]")]
    [InlineData("\"\\u0000\\u001F\\u007F\"", "[\"\\u0000\\u001f\u007f\"]")]
    [InlineData("'\"\\/'", "[\"\\\"\\\\/\"]")]
    public void Text_InAList_IsEscapedAsGoDoes(string toml, string expected)
    {
        using var workspace = new TemporaryWorkspace();

        workspace.LoadTomlValue($"[{toml}]").ShouldBe(expected);
    }

    [Fact]
    public void Keys_InATable_AreSortedByTheirUtf8Bytes()
    {
        using var workspace = new TemporaryWorkspace();

        // U+FFFD is one unit above the surrogates of U+1F600, but sorts before it in UTF-8.
        workspace.LoadTomlValue("{ \"\U0001F600\" = 1, \"\uFFFD\" = 2, b = 3, B = 4, ba = 5 }")
            .ShouldBe("{\"B\":4,\"b\":3,\"ba\":5,\"\uFFFD\":2,\"\U0001F600\":1}");
    }

    [Fact]
    public void LocalDates_InToml_CarryTheOffsetOfTheProcess()
    {
        using var workspace = new TemporaryWorkspace();
        TimeSpan offset = new(-3, -30, 0);

        workspace.LoadTomlValue("2024-07-01T10:00:00", offset).ShouldBe("\"2024-07-01T10:00:00-03:30\"");
        workspace.LoadTomlValue("2024-07-01", offset).ShouldBe("\"2024-07-01T00:00:00-03:30\"");
        workspace.LoadTomlValue("10:00:00.120", offset).ShouldBe("\"0000-01-01T10:00:00.12-03:30\"");
        workspace.LoadTomlValue("2024-07-01T10:00:00Z", offset).ShouldBe("\"2024-07-01T10:00:00Z\"");
    }

    [Fact]
    public void LocalOffset_ByDefault_IsThisMachines() =>
        new ConfigurationLoaderOptions().LocalOffset
            .ShouldBe(TimeZoneInfo.Local.GetUtcOffset(System.Diagnostics.Process.GetCurrentProcess().StartTime));
}
