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
    // Git: the last segment, without version, .git and .wasm.
    [InlineData("github.com/org/repo", PluginSourceKind.Git, "repo")]
    [InlineData("github.com/org/repo@v1", PluginSourceKind.Git, "repo")]
    [InlineData("github.com/org/repo/plugins/okta@v1.2.3", PluginSourceKind.Git, "okta")]
    [InlineData("github.com/org/repo/okta@plugins/v1", PluginSourceKind.Git, "okta")]
    [InlineData("gitlab.example.com/org/repo.git@main", PluginSourceKind.Git, "repo")]
    [InlineData("git@github.com:org/repo.git", PluginSourceKind.Git, "repo")]
    [InlineData("git@github.com:org/repo.git@v2", PluginSourceKind.Git, "repo")]
    // URL: without query and fragment too.
    [InlineData("https://example.com/p/okta.wasm", PluginSourceKind.Url, "okta")]
    [InlineData("http://example.com/okta@v1.wasm?a=b/c#d", PluginSourceKind.Url, "okta")]
    [InlineData("https://user:pass@example.com/my%20okta.wasm", PluginSourceKind.Url, "my okta")]
    [InlineData("https://example.com", PluginSourceKind.Url, "name")]
    [InlineData("https://example.com/@scope/", PluginSourceKind.Url, "@scope")]
    [InlineData("git+ssh://git@example.com/org/repo.git", PluginSourceKind.Url, "repo")]
    public void Convert_Source_BecomesCommand(string source, PluginSourceKind kind, string command)
    {
        PluginConversion plugin = Convert($"[plugins.name]\nsource = '{source}'").Plugins.Single();

        (plugin.SourceKind, plugin.Old, plugin.New).ShouldBe(((PluginSourceKind?)kind, source, command));
    }
}
