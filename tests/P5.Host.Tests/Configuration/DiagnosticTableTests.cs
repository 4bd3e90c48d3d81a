namespace P5.Host.Tests;

/// <summary>Every id that one file can give rise to, with its exact place.</summary>
public sealed class DiagnosticTableTests : CheckerTestBase
{
    // Files that are no TOML or no YAML: all that one pass finds.
    [Theory]
    [InlineData("p5.toml", "a = \nb = 01\n[c\n", "1:5", "2:5", "3:3")]
    [InlineData("Pulumi.yaml", "a: [1\nb: 2\n", "2:2")]
    [InlineData("Pulumi.yaml", "a: 1\na: 2\nb: *no\nc: !!int x\n? [d]\n: e\n", "2:1", "3:4", "4:4", "5:3")]
    [InlineData("Pulumi.yaml", "a: {<<: 5, <<: 6}\nb: \"\\ud800\"\n", "1:5", "1:12", "2:4")]
    [InlineData("Pulumi.yaml", "[a]", "1:1")]
    [InlineData("Pulumi.dev.yaml", "text", "1:1")]
    public void ConfigParse_IsFoundAtEachPlace(string file, string text, params string[] places)
    {
        Workspace.Write("p5.toml", "[plugins.kubernetes]\n");
        Workspace.Write(file, text);

        CheckLines().ShouldBe(places.Select(place => $"{file}:{place} Error ConfigParse"));
    }

    // Values of the wrong kind. Loading stops at the first, a check finds all.
    [Theory]
    [InlineData(
        "[plugins.a]\ncmd = 1\nargs = \"x\"\nconfig = 2\n",
        "2:7 Error WrongType",
        "3:8 Error WrongType",
        "4:10 Error WrongType")]
    [InlineData("order = 1\nplugins = 2\n", "1:9 Error WrongType", "2:11 Error WrongType")]
    [InlineData("order = [1, 2]\n", "1:10 Error WrongType", "1:13 Error WrongType")]
    [InlineData("[plugins]\na = 1\nb = 2\n", "2:5 Error WrongType", "3:5 Error WrongType")]
    [InlineData(
        "[plugins.k9s]\nsha256 = \"0\"\nmtls = \"x\"\ntimeout = -1\n",
        "2:10 Error InvalidValue",
        "3:8 Error InvalidValue",
        "4:11 Error InvalidValue")]
    [InlineData(
        "[plugins.k9s]\nimport_helper = 1\nrefresh = { onStackChange = 1 }\n",
        "2:17 Error WrongType",
        "3:29 Error WrongType")]
    [InlineData("[plugins.a]\ncmd = \"x\"\nCmd = \"y\"\n", "3:1 Error DuplicateKey")]
    // Keys that are not read.
    [InlineData("version = 1\n[plugins.k9s]\nowner = \"me\"\n", "1:1 Warning UnknownKey", "3:1 Warning UnknownKey")]
    [InlineData("[plugins.k9s.refresh]\nonTuesday = true\n", "2:1 Warning UnknownKey")]
    [InlineData("[plugins.k9s]\norder = [\"k9s\"]\n", "2:1 Warning UnknownKey")]
    [InlineData(
        "[plugins.k9s]\nsource = \"x.wasm\"\nallowed_hosts = []\npermissions = {}\n",
        "2:1 Warning LegacyKey",
        "3:1 Warning LegacyKey",
        "4:1 Warning LegacyKey")]
    [InlineData("source = 1\n", "1:1 Warning UnknownKey")]
    // Keys that are misspelt, or below a table that they do not belong to.
    [InlineData("[plugins.k9s]\nconfg = { a = 1 }\n", "2:1 Warning UnknownKey")]
    [InlineData("[plugins.k9s.confg]\na = 1\n", "1:14 Warning UnknownKey")]
    [InlineData("[plugins.k9s.config]\nx = 1\norder = [\"k9s\"]\n", "3:1 Warning UnknownKey")]
    [InlineData("[plugins.k9s.config.deep]\norder = [\"env\", \"k9s\"]\n", "2:1 Warning UnknownKey")]
    [InlineData("[plugins.k9s.refresh]\norder = [\"k9s\"]\n", "2:1 Warning UnknownKey")]
    [InlineData("[plugins.k9s.config]\norder = [\"name\", \"date\"]\n")]
    [InlineData(
        "[plugins.dev-env]\ncmd = \"./p\"\n[plugins.devenv.config]\na = 1\n",
        "3:10 Warning SimilarName",
        "3:10 Error CommandMissing")]
    [InlineData("[plugins.evn.config]\na = 1\n", "1:10 Warning SimilarName", "1:10 Error CommandMissing")]
    // Secrets of Pulumi.
    [InlineData("[plugins.k9s.config.token]\nsecure = \"v1:x\"\n", "2:1 Warning SecretNotDecrypted")]
    // Names.
    [InlineData(
        "order = [\"k9s\", \"x\", \"k9s\"]\n[plugins.k9s]\n",
        "1:17 Warning OrderUnknownPlugin",
        "1:22 Warning OrderDuplicate")]
    [InlineData("[plugins.k9s]\n[plugins.K9s]\ncmd = \"./p\"\n", "2:10 Warning DuplicateName")]
    // Values that cannot be sent.
    [InlineData(
        "[plugins.k9s.config]\na = [inf]\nb = [[nan]]\n", "2:6 Warning ValueNotSent", "3:7 Warning ValueNotSent")]
    // Executables.
    [InlineData("[plugins.a]\n", "1:10 Error CommandMissing")]
    [InlineData("[plugins.a]\nsource = \"x.wasm\"\n", "1:10 Error CommandMissing", "2:1 Warning LegacyKey")]
    [InlineData("[plugins.a]\ncmd = \"./no\"\n", "2:1 Error CommandNotFound")]
    [InlineData("[plugins.a]\ncmd = \"p5-test-no-such-command\"\n", "2:1 Error CommandNotFound")]
    [InlineData("[plugins.a]\ncmd = \"./p5.toml\"\n", "2:1 Error CommandNotExecutable")]
    [InlineData(
        "[plugins.a]\ncmd = \"./p\"\nsha256 = \"0000000000000000000000000000000000000000000000000000000000000000\"\n",
        "3:1 Error ChecksumMismatch")]
    // The built-in plugin env.
    [InlineData("[plugins.env]\n", "1:10 Error EnvConfigInvalid")]
    [InlineData(
        "[plugins.env.config]\ntype = \"no\"\nsources = [1]\n",
        "2:1 Error EnvConfigInvalid",
        "3:12 Error EnvConfigInvalid")]
    [InlineData(
        "[[plugins.env.config.sources]]\ntype = \"static\"\n[[plugins.env.config.sources]]\ntype = \"fiel\"\n",
        "2:1 Warning KeyNotUsed",
        "4:1 Error EnvConfigInvalid")]
    [InlineData(
        "[plugins.env.config]\nsources = [\n  { type = \"static\" },\n  { typ = \"static\" },\n]\n",
        "3:5 Warning KeyNotUsed",
        "4:3 Error EnvConfigInvalid",
        "4:5 Warning UnknownKey")]
    [InlineData(
        "[plugins.env.config]\nType = \"static\"\nvars = { Type = \"x\" }\nnote = \"\"\n",
        "2:1 Warning UnknownKey",
        "4:1 Warning UnknownKey")]
    [InlineData(
        "[plugins.env.config]\nsources = [\n  { vars = {}, Type = \"static\" },\n"
            + "  { vars = {}, optinal = true, sources = [] },\n]\n",
        "3:16 Warning UnknownKey",
        "4:16 Warning UnknownKey",
        "4:32 Warning UnknownKey")]
    [InlineData(
        "[plugins.env.config]\nsources = [\n  { vars = {} },\n  { vars = { 1X = \"\" } },\n]\n",
        "4:3 Warning EnvNameUnusual")]
    [InlineData("[plugins.env.config]\nvars = \"no\"\n", "2:1 Error EnvConfigInvalid")]
    public void P5Toml_WithAFault_IsFoundAtItsPlace(string toml, params string[] expected)
    {
        WriteExecutable("p");
        Workspace.Write("p5.toml", toml);

        CheckLines().ShouldBe(expected.Select(line => $"p5.toml:{line}"));
    }

    [Theory]
    [InlineData("p5:\n  order: [k9s]\n  plugins:\n    order: [k9s]\n    k9s: {}\n", "4:5 Error DuplicateKey")]
    [InlineData("p5:\n  plugins: {~: {}}\n", "2:13 Error WrongType")]
    [InlineData("p5:\n  version: 2\n  Plugins: {}\n", "2:3 Warning UnknownKey", "3:3 Warning UnknownKey")]
    [InlineData("p5:\n  plugins:\n    k9s: {Cmd: x, 5: y}\n", "3:11 Warning UnknownKey", "3:19 Warning UnknownKey")]
    [InlineData("p5:\n  plugins:\n    k9s:\n      config: {~: x}\n", "4:16 Warning ValueNotSent")]
    // Keys where nothing reads them.
    [InlineData("p5:plugins:\n  k9s: {}\n", "1:1 Warning UnknownKey")]
    [InlineData(
        "name: x\np5.plugins: {}\np5:plugins:k9s: {}\nP5: {}\n",
        "2:1 Warning UnknownKey",
        "3:1 Warning UnknownKey",
        "4:1 Warning UnknownKey")]
    [InlineData("plugins: {a: {cmd: ./p}}\n", "1:1 Warning UnknownKey")]
    [InlineData("name: x\nstackConfigDirectory: y\n", "2:1 Warning UnknownKey")]
    [InlineData("plugins: {providers: [{name: aws, path: ./p}]}\n")]
    [InlineData("config: {p5:plugins: {a: {b: c}}}\n", "1:10 Warning UnknownKey")]
    [InlineData("p5:\n  plugins:\n    k9s: {confg: {a: b}}\n", "3:11 Warning UnknownKey")]
    // What YAML reads, and hardly anybody means.
    [InlineData("a: 1\n---\nb: [\n", "2:1 Warning DocumentIgnored")]
    [InlineData("---\n---\nname: x\n", "2:1 Warning DocumentIgnored")]
    [InlineData("a: 1\n...\n%FOO\n", "3:1 Warning DocumentIgnored")]
    [InlineData("--- \na: 1\n...\n# b\n")]
    [InlineData("a: {!x b: 1, c: 2}\n", "1:5 Warning YamlReadDifferently")]
    [InlineData("\uFEFF\uFEFFa: 1\n", "1:1 Warning YamlReadDifferently")]
    [InlineData("a: {!!binary eA==: 1}\n", "1:5 Warning YamlReadDifferently")]
    [InlineData("a: {!!str b: 1, !!int 5: 1, <<: {c: !x 1}}\n")]
    [InlineData("a: {true: x,\n True: y}\n", "1:5 Warning DuplicateKey")]
    // The order of plugins, where nothing reads it.
    [InlineData("name: x\norder: [a]\n", "2:1 Warning UnknownKey")]
    [InlineData("p5:order: [a]\n", "1:1 Warning UnknownKey")]
    [InlineData("config: {p5:order: [a]}\n", "1:10 Warning UnknownKey")]
    // Pulumi's folder of stack files.
    [InlineData("stackConfigDir: []\n", "1:17 Error WrongType")]
    [InlineData("stackConfigDir: {a: b}\n", "1:17 Error WrongType")]
    [InlineData("stackConfigDir: 5\n")]
    // Pulumi's own keys are Pulumi's.
    [InlineData("name: x\nruntim: yaml\nconfig: {aws:regoin: x}\norder: text\n")]
    public void PulumiYaml_WithAFault_IsFoundAtItsPlace(string yaml, params string[] expected)
    {
        Workspace.Write("Pulumi.yaml", yaml);

        CheckLines().ShouldBe(expected.Select(line => $"Pulumi.yaml:{line}"));
    }

    [Theory]
    [InlineData("config:\n  p5:plugins:\n    nobody: {a: b}\n", "3:5 Warning StackPluginUnknown")]
    [InlineData("config:\n  p5:plugins:k9s:\n    a: b\n", "2:3 Warning LegacyKey")]
    [InlineData("config:\n  p5:plugin:\n    k9s: {a: b}\n", "2:3 Warning UnknownKey")]
    [InlineData("config:\n  p5:plugins:\n    k9s:\n      a: b\n      config: {}\n", "4:7 Warning ValueNotSent")]
    [InlineData("config:\n  p5:plugins:\n    k9s: {a: {1: b}}\n", "3:15 Warning ValueNotSent")]
    [InlineData(
        "config:\n  p5:plugins: [k9s]\nsecretsprovider: 5\n", "2:15 Warning WrongType", "3:18 Warning WrongType")]
    [InlineData("config:\n  p5:plugins:\n    env: {type: x}\n", "3:11 Error EnvConfigInvalid")]
    // Keys where nothing reads them.
    [InlineData("p5:plugins:\n  k9s: {a: b}\n", "1:1 Warning UnknownKey")]
    [InlineData(
        "p5.plugins: {k9s: {a: b}}\np5: {}\nconfg: {}\nsecretprovider: x\n",
        "1:1 Warning UnknownKey",
        "2:1 Warning UnknownKey",
        "3:1 Warning UnknownKey",
        "4:1 Warning UnknownKey")]
    [InlineData("config:\n  p5.plugins:\n    k9s: {a: b}\n", "2:3 Warning UnknownKey")]
    [InlineData("config:\n  p5plugins: {}\n  P5:plugins: {}\n", "2:3 Warning UnknownKey", "3:3 Warning UnknownKey")]
    [InlineData("config:\n  p5:\n    plugins: {k9s: {a: b}}\n", "2:3 Warning UnknownKey")]
    [InlineData("config:\n  p5:plugins:\n    k9s: {confg: {a: b}}\n", "3:11 Warning UnknownKey")]
    [InlineData("config:\n  p5:plugins:\n    k9s: {cmd: ./p, a: b}\n", "3:11 Warning UnknownKey")]
    [InlineData("config:\n  p5:plugins:\n    k9s: {config: {cmd: ./p, confg: {a: b}}}\n")]
    [InlineData("config:\n  p5:order: [k9s]\n", "2:3 Warning UnknownKey")]
    [InlineData("order: [k9s]\np5.order: [k9s]\n", "1:1 Warning UnknownKey", "2:1 Warning UnknownKey")]
    [InlineData("config:\n  p5:plugins:\n    env: {Path: x}\n", "3:11 Warning UnknownKey")]
    // Secrets of Pulumi.
    [InlineData("config:\n  p5:plugins:\n    k9s: {t: {secure: v1:x}}\n", "3:15 Warning SecretNotDecrypted")]
    [InlineData(
        "config:\n  p5:plugins:\n    k9s: {config: {t: [x, {u: {secure: v1:x}}]}}\n",
        "3:32 Warning SecretNotDecrypted")]
    [InlineData("config:\n  p5:plugins:\n    k9s: {config: {t: {secure: true}, u: {secure: x, v: y}}}\n")]
    [InlineData("config:\n  aws:regoin: x\n  aws:t: {secure: v1:x}\n  p5:theme: dark\nencryptionsalt: x\n")]
    public void StackFile_WithAFault_IsFoundAtItsPlace(string yaml, params string[] expected)
    {
        Workspace.Write("p5.toml", "[plugins.k9s]\n[plugins.env.config]\ntype = \"file\"\npath = \".env\"\n");
        Workspace.Write(".env", "A=1\n");
        Workspace.Write("Pulumi.dev.yaml", yaml);

        CheckLines().ShouldBe(expected.Select(line => $"Pulumi.dev.yaml:{line}"));
    }

    // Names of static sources.
    [Theory]
    [InlineData("vars = { 1X = \"1\" }", "2:1 Warning EnvNameUnusual")]
    [InlineData("vars = { \"a b\" = \"1\", \"c;d\" = \"\", OK = \"\" }", "2:1 Warning EnvNameUnusual")]
    [InlineData("vars = { \"ü\" = \"1\" }", "2:1 Warning EnvNameUnusual")]
    [InlineData("sources = [{ vars = { \"\" = \"1\" } }]", "2:14 Error EnvConfigInvalid")]
    [InlineData("vars = { \"A=hunter2\" = \"\" }", "2:1 Error EnvConfigInvalid")]
    [InlineData("vars = { \"hunter2\\nA\" = \"\" }", "2:1 Error EnvConfigInvalid")]
    [InlineData("vars = { A = \"hunter2\\u0000\" }", "2:1 Error EnvConfigInvalid")]
    [InlineData("vars = { \"ProgramFiles(x86)\" = \"1\", \"a.b-c\" = \"\", _ = \"\" }")]
    [InlineData("path = \"x\"\noptional = \"hunter2\"", "3:1 Error EnvConfigInvalid")]
    [InlineData("vars = {}\noptional = true", "3:1 Error EnvConfigInvalid")]
    [InlineData("optional = true\nsources = [{vars = {}}]", "2:1 Error EnvConfigInvalid")]
    [InlineData("vars = { A = \"1\", HOME = \"hunter2\" }", "2:1 Error EnvConfigInvalid")]
    [InlineData("sources = [\n{ vars = { P5_STACK = \"hunter2\" } }]", "3:3 Error EnvConfigInvalid")]
    [InlineData("vars = { \"TOKEN hunter2\" = \"\", OTHER = \"hunter2\" }", "2:1 Error EnvConfigInvalid")]
    public void Env_NamesAndKeys_AreReportedAtTheirPosition(string config, params string[] expected)
    {
        Workspace.Write("p5.toml", $"[plugins.env.config]\n{config}\n");

        CheckLines().ShouldBe(expected.Select(line => $"p5.toml:{line}"));
        Check().ShouldAllBe(finding => !finding.Message.Contains("hunter2"));
    }

    // Files of file sources: the position in the file, and no text of it.
    [Theory]
    [InlineData("A=1\n")]
    [InlineData("")]
    [InlineData("A=1\nset hunter2=1\n", "2:1 Error EnvFileInvalid")]
    [InlineData("{\"hunter2\":{}}", "1:1 Error EnvFileInvalid")]
    [InlineData(
        "export A=1\nexport B=2\nC=1 # one\n",
        "1:1 Warning EnvFileReadDifferently",
        "3:1 Warning EnvFileReadDifferently")]
    [InlineData(
        "A=\"a\\nb\"\nB='1\n2'\n",
        "1:1 Warning EnvFileReadDifferently",
        "2:1 Warning EnvFileReadDifferently")]
    public void Env_File_IsChecked(string text, params string[] expected)
    {
        Workspace.Write("p5.toml", "[plugins.env.config]\npath = \".env\"\n");
        Workspace.Write(".env", text);

        CheckLines().ShouldBe(expected.Select(line => $".env:{line}"));
        Check().ShouldAllBe(finding => !finding.Message.Contains("hunter2"));
    }

    [Theory]
    [InlineData(10_000, false)]
    [InlineData(10_001, true)]
    public void Env_FileWithThousandsOfVariables_IsAnErrorAboveTheLimit(int count, bool isError)
    {
        Workspace.Write("p5.toml", "[plugins.env.config]\npath = \".env\"\n");
        Workspace.Write(".env", string.Concat(Enumerable.Range(0, count).Select(i => $"N{i}=1\n")) + "N0=2\n");

        CheckLines().ShouldBe(isError ? [".env Error EnvFileInvalid"] : []);
        Check().ShouldAllBe(finding => finding.Message == "Plugin 'env': the file has more than 10,000 variables.");
    }

    [Fact]
    public void Env_LineThatDiffersInTwoWays_NamesBoth()
    {
        Workspace.Write("p5.toml", "[plugins.env.config]\npath = \".env\"\n");
        Workspace.Write(".env", "export A=\"1\\n\"\n");

        ConfigurationDiagnostic finding = Check().ShouldHaveSingleItem();

        finding.Message.ShouldContain("'export'");
        finding.Message.ShouldContain("escapes");
    }

    [Fact]
    public void Env_FileThatIsNotUtf8_IsReportedAtItsLine()
    {
        Workspace.Write("p5.toml", "[plugins.env.config]\npath = \".env\"\n");
        File.WriteAllBytes(Workspace.PathOf(".env"), [(byte)'A', (byte)'=', (byte)'1', (byte)'\n', 0xFC]);

        CheckLines().ShouldBe([".env:2:1 Error EnvFileInvalid"]);
    }

    [Fact]
    public void Env_MissingFiles_AreEachReportedUnlessOptional()
    {
        Workspace.Write(
            "p5.toml",
            """
            [plugins.env.config]
            sources = [{path = "a"}, {path = "b"}, {path = "c", optional = true}, {path = "."}]
            """);
        Workspace.Write("Pulumi.dev.yaml", "config:\n  p5:plugins:\n    env: {path: stack.env}\n");

        Lines(Check()).ShouldBe(
            [
                ". Error EnvFileInvalid",
                "a Warning EnvFileNotFound",
                "b Warning EnvFileNotFound",
                "stack.env Warning EnvFileNotFound",
            ]);
        Check()[1].Message.ShouldContain($"{Workspace.PathOf("p5.toml")}:2:1");
        Check()[1].Fix.ShouldContain("optional = true");
    }

    [Fact]
    public void FileUnreadable_OfAFolder_HasNoLine()
    {
        Directory.CreateDirectory(Workspace.PathOf("p5.toml"));
        Workspace.Write("Pulumi.yaml", "name: x");

        CheckLines().ShouldBe(["p5.toml Error FileUnreadable"]);
    }

    [Fact]
    public void Ids_OfDiagnostics_AreEachTheirOwnName() =>
        typeof(DiagnosticIds).GetFields().Select(field => (string)field.GetRawConstantValue()!)
            .ShouldBe(typeof(DiagnosticIds).GetFields().Select(field => field.Name));
}
