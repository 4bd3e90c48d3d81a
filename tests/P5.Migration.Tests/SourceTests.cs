namespace P5.Migration.Tests;

public sealed class SourceTests : ConverterTestBase
{
    [Theory]
    // Local: a folder's last segment is repeated, a .wasm file loses its ending.
    [InlineData("./plugins/dev-env", PluginSourceKind.Local, "./plugins/dev-env/dev-env")]
    [InlineData("./plugins/dev-env/", PluginSourceKind.Local, "./plugins/dev-env/dev-env")]
    [InlineData("plugins/dev-env", PluginSourceKind.Local, "plugins/dev-env/dev-env")]
    [InlineData("../x.WASM", PluginSourceKind.Local, "../x")]
    [InlineData("x.wasm", PluginSourceKind.Local, "./x")]
    [InlineData("x", PluginSourceKind.Local, "x/x")]
    [InlineData(".", PluginSourceKind.Local, "./name")]
    [InlineData("..", PluginSourceKind.Local, "../name")]
    [InlineData("./p/.wasm", PluginSourceKind.Local, "./p/name")]
    [InlineData("~/p", PluginSourceKind.Local, "~/p/p")]
    [InlineData("/opt/p.v2", PluginSourceKind.Local, "/opt/p.v2/p.v2")]
    [InlineData("plugins.d/p", PluginSourceKind.Local, "plugins.d/p/p")]
    [InlineData(@".\plugins\dev-env", PluginSourceKind.Local, @".\plugins\dev-env\dev-env")]
    [InlineData(@"C:\p\x.wasm", PluginSourceKind.Local, @"C:\p\x")]
    [InlineData(@"C:/p\x", PluginSourceKind.Local, @"C:/p\x/x")]
    [InlineData(@"\\server\share\x", PluginSourceKind.Local, @"\\server\share\x\x")]
    [InlineData("file:///opt/x", PluginSourceKind.Local, "/opt/x/x")]
    [InlineData("file://./x.wasm", PluginSourceKind.Local, "./x")]
    [InlineData("file:///C:/p/x", PluginSourceKind.Local, "C:/p/x/x")]
    [InlineData("file:///opt/my%20plugins/x.wasm", PluginSourceKind.Local, "/opt/my plugins/x")]
    [InlineData("file://localhost/opt/x", PluginSourceKind.Local, "/opt/x/x")]
    [InlineData("FILE:/opt/x.wasm", PluginSourceKind.Local, "/opt/x")]
    [InlineData("./p/x:1", PluginSourceKind.Local, "./p/x:1/x:1")]
    [InlineData("C:x.wasm", PluginSourceKind.Local, "C:x")]
    // Git: the last segment, without version, .git and .wasm.
    [InlineData("github.com/org/repo", PluginSourceKind.Git, "repo")]
    [InlineData("github.com/org/repo@v1", PluginSourceKind.Git, "repo")]
    [InlineData("github.com/org/repo/plugins/okta@v1.2.3", PluginSourceKind.Git, "okta")]
    [InlineData("github.com/org/repo/okta@plugins/v1", PluginSourceKind.Git, "okta")]
    [InlineData("gitlab.example.com/org/repo.git@main", PluginSourceKind.Git, "repo")]
    [InlineData("git@github.com:org/repo.git", PluginSourceKind.Git, "repo")]
    [InlineData("git@github.com:org/repo.git@v2", PluginSourceKind.Git, "repo")]
    [InlineData("git@github.com:repo", PluginSourceKind.Git, "repo")]
    [InlineData("github.com/org/repo//plugins/okta?ref=v1.2.3", PluginSourceKind.Git, "okta")]
    [InlineData("github.com/org/@scope/okta/", PluginSourceKind.Git, "okta")]
    [InlineData("ghcr.io/acme/f:1", PluginSourceKind.Git, "f")]
    // URL: without query and fragment too.
    [InlineData("https://example.com/p/okta.wasm", PluginSourceKind.Url, "okta")]
    [InlineData("http://example.com/okta@v1.wasm?a=b/c#d", PluginSourceKind.Url, "okta")]
    [InlineData("https://user:pass@example.com/my%20okta.wasm", PluginSourceKind.Url, "my okta")]
    [InlineData("https://example.com", PluginSourceKind.Url, "name")]
    [InlineData("https://example.com/@scope/", PluginSourceKind.Url, "@scope")]
    [InlineData("git+ssh://git@example.com/org/repo.git", PluginSourceKind.Url, "repo")]
    [InlineData("https://example.com/a/@scope", PluginSourceKind.Url, "@scope")]
    [InlineData("https://example.com/a%2Fb", PluginSourceKind.Url, "name")]
    [InlineData("https://example.com/..", PluginSourceKind.Url, "name")]
    [InlineData("git::https://example.com/org/repo.git//okta?ref=v1", PluginSourceKind.Url, "okta")]
    // Registry: without tag and digest.
    [InlineData("oci://h/acme/f:1", PluginSourceKind.Url, "f")]
    [InlineData("oci://h/acme/f:1/", PluginSourceKind.Url, "f")]
    [InlineData("oci://h/acme/f@sha256:0a1b", PluginSourceKind.Url, "f")]
    [InlineData("oci://h/acme/f:1.2@sha256:0a1b", PluginSourceKind.Url, "f")]
    [InlineData("oci://h:5000/acme/f?x=a:b", PluginSourceKind.Url, "f")]
    [InlineData("h:5000/acme/f", PluginSourceKind.Url, "f")]
    [InlineData("h:5000/acme/f:1", PluginSourceKind.Url, "f")]
    public void Convert_Source_BecomesCommand(string source, PluginSourceKind kind, string command)
    {
        PluginConversion plugin = Convert($"[plugins.name]\nsource = '{source}'").Plugins.Single();

        (plugin.SourceKind, plugin.Old, plugin.New).ShouldBe(((PluginSourceKind?)kind, source, command));
    }

    [Theory]
    // Blanks around a source are not part of it; a tab inside is.
    [InlineData("' ./p/x.wasm\t'", "./p/x.wasm", "./p/x")]
    [InlineData("\"\"\"\n./p/x\n\"\"\"", "./p/x", "./p/x/x")]
    [InlineData("\"github.com/o/r@v1\\n\"", "github.com/o/r@v1", "r")]
    [InlineData("\"./p/a\\tb\"", "./p/a\tb", "./p/a\tb/a\tb")]
    public void Convert_BlanksInSource_BecomesCommand(string source, string old, string command)
    {
        ConfigConversion conversion = Convert($"[plugins.name]\nsource = {source}\n");

        PluginConversion plugin = conversion.Plugins.Single();
        (plugin.Old, plugin.New).ShouldBe((old, command));
        Convert(conversion.Text).Changed.ShouldBeFalse();
    }

    [Fact]
    public void Convert_BlockScalarAsSource_BecomesCommand() => ConvertFile(
        "Pulumi.yaml", "p5:\n  plugins:\n    a:\n      source: |\n        ./p/x\n\n      config: {}\n").Text
        .ShouldBe("p5:\n  plugins:\n    a:\n      cmd: ./p/x/x\n\n      config: {}\n");

    [Fact]
    public void Convert_BlankCommand_IsReplaced() =>
        Convert("[plugins.a]\ncmd = ' '\nsource = './x'\n").Plugins.Single().New.ShouldBe("./x/x");

    [Fact]
    public void Convert_MapOfASourceWithBlanks_FindsItWithoutThem()
    {
        var options = new ConversionOptions { CommandMap = new Dictionary<string, string> { ["./x"] = "/opt/x" } };

        Convert("[plugins.a]\nsource = ' ./x '\n", options).Plugins.Single().New.ShouldBe("/opt/x");
    }
}
