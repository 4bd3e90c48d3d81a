namespace P5.Migration.Tests;

public sealed class WarningTests : ConverterTestBase
{
    private const string Manifest = """
        name: dev-env
        permissions:
          http: ["*.okta.com", sts.amazonaws.com]
          env:
            - PULUMI_BACKEND_URL
        interactive: true
        config:
          program:
            given: {type: string, required: true}
            missing: {type: string, required: true}
            defaulted: {type: string, required: true, default: x}
            optional: {type: string}
        """;

    private static readonly string[] s_manifestSentences =
    [
        "2:1: plugin 'a': permissions.http of dev-env.manifest.yaml is no longer enforced; "
        + "it allowed *.okta.com, sts.amazonaws.com.",
        "2:1: plugin 'a': permissions.env of dev-env.manifest.yaml is no longer enforced; "
        + "it allowed PULUMI_BACKEND_URL.",
        "2:1: plugin 'a': interactive of dev-env.manifest.yaml is no longer enforced; "
        + "it allowed a login in the browser.",
        "2:1: plugin 'a': dev-env.manifest.yaml requires the setting 'missing', which is not given (read: p5.toml).",
    ];

    [Theory]
    [InlineData("github.com/o/okta@v1")]
    [InlineData("https://user:hunter2@example.com/okta.wasm?token=hunter2")]
    public void Convert_FromElsewhere_AsksToInstallAndShowsNoSource(string source) =>
        Sentences(Convert($"[plugins.a]\nsource = '{source}'")).ShouldBe(
            ["2:1: plugin 'a': the native executable 'okta' must be installed on PATH."]);

    [Fact]
    public void Convert_LocalExecutableMissing_AsksToBuildIt() =>
        Sentences(Convert("[plugins.a]\nsource = './p/x'")).ShouldBe(
            ["2:1: plugin 'a': the native executable './p/x/x' does not exist yet; build or install it."]);

    [Theory]
    [InlineData("./p/x", "p/x/x")]
    [InlineData("./p/x.wasm", "p/x")]
    public void Convert_LocalExecutableThere_SaysNothing(string source, string executable)
    {
        WriteExecutable(executable);

        Convert($"[plugins.a]\nsource = '{source}'").Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("./plugins/dev-env", "plugins/dev-env/dev-env.manifest.yaml")]
    [InlineData("./plugins/dev-env/", "plugins/dev-env.manifest.yaml")]
    [InlineData("./plugins/dev-env.wasm", "plugins/dev-env.manifest.yaml")]
    [InlineData(@".\plugins\dev-env.wasm", "plugins/dev-env.manifest.yaml")]
    [InlineData("file://./plugins/dev-env", "plugins/dev-env/dev-env.manifest.yaml")]
    public void Convert_Manifest_IsReported(string source, string manifest)
    {
        Write(manifest, Manifest);
        WriteExecutable("plugins/dev-env/dev-env");

        IEnumerable<string> sentences = Sentences(Convert(
            $"[plugins.a]\nsource = '{source}'\n[plugins.a.config]\ngiven = 1\n"));

        sentences.Where(sentence => sentence.Contains("manifest", StringComparison.Ordinal))
            .ShouldBe(s_manifestSentences);
    }

    [Theory]
    [InlineData("[plugins.a]\nsource = './x'\nconfig = { given = 1 }")]
    [InlineData("[plugins.a]\nsource = './x'\nconfig.given.deep = 1")]
    [InlineData("[plugins.a]\nsource = './x'\n[plugins.a.config.given]")]
    public void Convert_RequiredSettingInAnyForm_IsFound(string text)
    {
        Write("x/dev-env.manifest.yml", Manifest);

        string.Join('\n', Convert(text).Warnings).ShouldNotContain("'given'");
    }

    [Fact]
    public void Convert_ManifestThatAllowedNothing_SaysSo()
    {
        Write("x/x.manifest.yaml", "permissions: {http: [], env: []}\ninteractive: false");
        WriteExecutable("x/x");

        Sentences(Convert("[plugins.a]\nsource = './x'")).ShouldBe(
        [
            "2:1: plugin 'a': permissions.http of x.manifest.yaml is no longer enforced; it allowed no host.",
            "2:1: plugin 'a': permissions.env of x.manifest.yaml is no longer enforced; it allowed no variable.",
            "2:1: plugin 'a': interactive of x.manifest.yaml is no longer enforced; "
            + "it did not allow a login in the browser.",
        ]);
    }

    [Fact]
    public void Convert_BrokenManifest_IsAWarning()
    {
        Write("x/x.manifest.yaml", "permissions: [");
        WriteExecutable("x/x");

        Sentences(Convert("[plugins.a]\nsource = './x'")).ShouldHaveSingleItem()
            .ShouldStartWith("2:1: plugin 'a': x.manifest.yaml cannot be read, so its permissions are not reported: ");
    }

    [Theory]
    [InlineData(
        "[plugins.a]\ncmd = 'a'\nallowed_hosts = ['x']",
        "3:1: plugin 'a': 'allowed_hosts' is no longer enforced and is now a comment.")]
    [InlineData(
        "plugins = { a = {\n  cmd = 'a', # why\n  allowed_hosts = ['x'] } }",
        "3:3: plugin 'a': 'allowed_hosts' is no longer enforced; remove it manually: "
        + "there is a comment between its keys in braces.")]
    [InlineData(
        "[plugins.a]\ncmd = 'a'\nsource = './a'\nsha256 = '0'",
        "4:1: plugin 'a': check that 'sha256' is the checksum of the native executable.")]
    [InlineData(
        "[plugins.a]\nsource = 'a.b/c/d'\nsha256 = '0'",
        "3:1: plugin 'a': 'sha256' was the checksum of the WASM file and is now a comment; add the executable's.")]
    public void Convert_OldKey_IsReported(string text, string sentence) =>
        Sentences(Convert(text)).ShouldContain(sentence);

    [Fact]
    public void Convert_SourceOfAnyLength_IsWarnedAboutInAShortSentence()
    {
        string source = $"github.com/org/{new string('x', 100_000)}@v1";

        IReadOnlyList<string> warnings = Convert($"[plugins.name]\nsource = '{source}'").Warnings;

        warnings.ShouldNotBeEmpty();
        warnings.ShouldAllBe(warning => warning.Length <= 4000);
    }
}
