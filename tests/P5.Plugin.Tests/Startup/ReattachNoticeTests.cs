using System.Text.Json;
using P5.Plugin.Startup;

namespace P5.Plugin.Tests.Startup;

public sealed class ReattachNoticeTests
{
    [Fact]
    public void FormatJson_Address_IsTheCommonShape() =>
        ReattachNotice.FormatJson("dev-env", 1, 1234, new("unix", "/tmp/plugin1")).ShouldBe(
            """{"dev-env":{"Protocol":"grpc","ProtocolVersion":1,"Pid":1234,"Test":true,"Addr":{"Network":"unix","String":"/tmp/plugin1"}}}""");

    // Quotes of every kind that PowerShell takes for one, a backslash and letters beyond ASCII.
    [Fact]
    public void FormatJson_OddNames_FitBetweenSingleQuotes()
    {
        const string name = "it's \u2018odd\u2019 \u201Aä\u201B\\";

        string json = ReattachNotice.FormatJson(name, 1, 1, new("tcp", "127.0.0.1:80"));

        json.ShouldAllBe(c => c >= ' ' && c <= '~' && c != '\'');
        JsonDocument.Parse(json).RootElement.EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe(name);
    }

    [Fact]
    public void Format_ForBothKindsOfShell_HasTheLineToPaste()
    {
        var address = new ListenAddress("unix", "/tmp/plugin1");
        string json = ReattachNotice.FormatJson("dev-env", 1, 1234, address);

        string[] lines = ReattachNotice.Format("dev-env", isForP5: true, 1, 1234, address)
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        lines.ShouldContain($"$env:P5_REATTACH_PLUGINS = '{json}'");
        lines.ShouldContain($"export P5_REATTACH_PLUGINS='{json}'");
    }

    [Fact]
    public void Format_ForHostsOfAnotherKind_HasTheValueAlone()
    {
        var address = new ListenAddress("unix", "/tmp/plugin1");
        string json = ReattachNotice.FormatJson("kv", 3, 1234, address);

        string notice = ReattachNotice.Format("kv", isForP5: false, 3, 1234, address);

        notice.Split('\n', StringSplitOptions.TrimEntries).ShouldContain(json);
        notice.ShouldNotContain("P5_REATTACH_PLUGINS");
    }
}
