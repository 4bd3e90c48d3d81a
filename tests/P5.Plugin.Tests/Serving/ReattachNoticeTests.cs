using System.Text.Json;

namespace P5.Plugin.Tests;

public sealed class ReattachNoticeTests
{
    [Fact]
    public void FormatJson_Address_IsTheCommonShape() =>
        ReattachNotice.FormatJson("dev-env", 1234, Unix(1)).ShouldBe(
            """{"dev-env":{"Protocol":"grpc","ProtocolVersion":1,"Pid":"""
            + """1234,"Test":true,"Addr":{"Network":"unix","String":"/tmp/plugin1"}}}""");

    // Quotes of every kind that PowerShell takes for one, a backslash and letters beyond ASCII.
    [Fact]
    public void FormatJson_OddNames_FitBetweenSingleQuotes()
    {
        const string name = "it's \u2018odd\u2019 \u201Aä\u201B\\";

        string json = ReattachNotice.FormatJson(name, 1, new HandshakeLine(1, 1, "tcp", "127.0.0.1:80", "grpc", null));

        json.ShouldAllBe(c => c >= ' ' && c <= '~' && c != '\'');
        JsonDocument.Parse(json).RootElement.EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe(name);
    }

    [Fact]
    public void Format_ForBothKindsOfShell_HasTheLineToPaste()
    {
        string json = ReattachNotice.FormatJson("dev-env", 1234, Unix(1));

        string[] lines = ReattachNotice.Format("dev-env", isForP5: true, 1234, Unix(1))
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        lines.ShouldContain($"$env:P5_REATTACH_PLUGINS = '{json}'");
        lines.ShouldContain($"export P5_REATTACH_PLUGINS='{json}'");
    }

    [Fact]
    public void Format_ForHostsOfAnotherKind_HasTheValueAlone()
    {
        string json = ReattachNotice.FormatJson("kv", 1234, Unix(3));

        string notice = ReattachNotice.Format("kv", isForP5: false, 1234, Unix(3));

        notice.Split('\n', StringSplitOptions.TrimEntries).ShouldContain(json);
        notice.ShouldNotContain("P5_REATTACH_PLUGINS");
    }

    private static HandshakeLine Unix(int version) => new(1, version, "unix", "/tmp/plugin1", "grpc", null);
}
