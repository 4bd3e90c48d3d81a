using System.Globalization;
using System.Text;

namespace P5.Host.Tests;

/// <summary>What is said about files that cannot be used.</summary>
public sealed class ConfigurationErrorTests : IDisposable
{
    private readonly TemporaryWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Message_OfAWrongType_HasFileLineColumnKeyAndWhatWasExpected()
    {
        _workspace.Write("p5.toml", "[plugins.ok]\ncmd = \"ok\"\n\n[plugins.bad]\ncmd = 8080\n");

        var error = Should.Throw<ConfigurationException>(() => _workspace.Load());

        error.Message.ShouldBe(
            $"{_workspace.PathOf("p5.toml")}:5:7: plugins.bad.cmd must be text, but is an integer.");
        error.ErrorId.ShouldBe(ErrorIds.ConfigInvalid);
        error.Stage.ShouldBe(ConfigurationStage.Global);
        error.RecommendedAction.ShouldContain("line 5");
    }

    // A value takes some hundred bytes: without a limit, 16 MiB of them took more than a gigabyte.
    [Theory]
    [InlineData("p5.toml", "[plugins.env.config]\na = [", "1,", "]", 2)]
    [InlineData("p5.toml", "", "[a.b]\n", "", 100_001)]
    [InlineData("p5.toml", "", "a.b = 1\n", "", 100_001)]
    [InlineData("Pulumi.yaml", "name: shop\na: [", "1,", "]", 2)]
    [InlineData("Pulumi.yaml", "name: shop\na:\n", "- 1\n", "", 100_000)]
    [InlineData("Pulumi.yaml", "name: shop\na:\n", "- &a 1\n", "", 100_000)]
    [InlineData("Pulumi.yaml", "a: &a 1\nb: [", "*a,", "]", 2)]
    public void Load_TooManyValues_IsAnErrorWhereTheyAreTooMany(
        string file, string begin, string part, string end, int line)
    {
        _workspace.Write(file, begin + string.Concat(Enumerable.Repeat(part, 100_001)) + end);

        ConfigurationException error = Should.Throw<ConfigurationException>(() => _workspace.Load());

        error.Message.ShouldEndWith(
            ": The file has more than 100,000 keys, values or separators. Remove what is not configuration.");
        error.Diagnostic.Line.ShouldNotBeNull().ShouldBeInRange(line - 2, line);
    }

    // Names are compared with each other.
    [Theory]
    [InlineData("p5.toml", "", "[plugins.p{0}]\n", 1001)]
    [InlineData("p5.toml", "order = [\n", "'p{0}',\n", 1002)]
    [InlineData("Pulumi.yaml", "p5:\n  plugins:\n", "    p{0}: {{}}\n", 1003)]
    [InlineData("Pulumi.yaml", "p5:\n  order:\n", "  - p{0}\n", 1003)]
    [InlineData("Pulumi.yaml", "p5:\n  plugins:\n    order:\n", "    - p{0}\n", 1004)]
    public void Load_TooManyPlugins_IsAnErrorWhereTheyAreTooMany(string file, string begin, string part, int line)
    {
        string Text(int count) => begin + string.Concat(Enumerable.Range(0, count)
            .Select(index => string.Format(CultureInfo.InvariantCulture, part, index)))
            + (begin.Contains('[') ? "]\n" : "");
        _workspace.Write(file, Text(1_000));
        _workspace.Load();
        _workspace.Write(file, Text(1_001));

        ConfigurationException error = Should.Throw<ConfigurationException>(() => _workspace.Load());

        (error.Diagnostic.Line, error.Diagnostic.Message).ShouldBe((line, ConfigFileText.TooManyPlugins));
    }

    [Fact]
    public void Load_TooManyPluginsInAStackFile_IsTheStacksError()
    {
        _workspace.Write("p5.toml", "[plugins.env]");
        _workspace.Write(
            "Pulumi.dev.yaml",
            "config:\n  p5:plugins:\n" + string.Concat(Enumerable.Range(0, 1_001).Select(i => $"    p{i}: {{}}\n")));

        _workspace.Load("dev").StackError.ShouldNotBeNull().Problem.ShouldBe(ConfigFileText.TooManyPlugins);
    }

    [Fact]
    public void Check_ThousandsOfFindings_ListsAThousandAndSaysSo()
    {
        _workspace.Write("p5.toml", string.Concat(Enumerable.Range(0, 5_000).Select(i => $"k{i} = 1\n")));

        IReadOnlyList<ConfigurationDiagnostic> found = new ConfigurationChecker().Check(_workspace.Root, null);

        found.Count.ShouldBe(DiagnosticBag.MaximumFindings + 1);
        found[^1].Message.ShouldBe("Further warnings are not listed.");
        found[^1].Line.ShouldBe(DiagnosticBag.MaximumFindings + 1);
    }

    [Theory]
    [InlineData("plugins.a.b = 1\nplugins.a.b = 2\n", 2, 1)]
    [InlineData("[plugins.a]\ncmd = \"x\n", 2, 7)]
    public void Toml_Malformed_IsAnErrorAtItsPlace(string toml, int line, int earliestColumn)
    {
        _workspace.Write("p5.toml", toml);

        var error = Should.Throw<ConfigurationException>(() => _workspace.Load());

        error.Line.ShouldBe(line);
        error.Column!.Value.ShouldBeGreaterThanOrEqualTo(earliestColumn);
        error.Problem.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("name: x\np5: [a\n", 3)]
    [InlineData("a: b: c\n", 1)]
    [InlineData("a: *missing\n", 1)]
    [InlineData("a: &a [*a]\n", 1)]
    [InlineData("a: 1\nb: 2\na: 3\n", 3)]
    [InlineData("a: {1: x, \"1\": y}\n", 1)]
    [InlineData("a:\n  <<: 5\n", 2)]
    [InlineData("a:\n  ? [b]\n  : c\n", 2)]
    [InlineData("a: \"\\ud800\"\n", 1)]
    [InlineData("a: \"\\ud83d\\u0041\"\n", 1)]
    [InlineData("a: 1\nb: \"\\ud83d\\ude00\"\n", 2)]
    [InlineData("a: 1\nb: \"\\U0000dc00\"\n", 2)]
    [InlineData("- a\n", 1)]
    [InlineData("text", 1)]
    public void PulumiYaml_Malformed_IsAnErrorInItsLine(string yaml, int line)
    {
        _workspace.Write("Pulumi.yaml", yaml);

        var error = Should.Throw<ConfigurationException>(() => _workspace.Load());

        error.Stage.ShouldBe(ConfigurationStage.Program);
        error.File.ShouldBe(_workspace.PathOf("Pulumi.yaml"));
        error.Line.ShouldBe(line);
        error.Column!.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void StackFile_Malformed_IsNotedAndLoadingGoesOn()
    {
        _workspace.Write("p5.toml", "[plugins.p.config]\na = 1\n");
        _workspace.Write("Pulumi.dev.yaml", "config: {\n");

        WorkspaceConfiguration configuration = _workspace.Load("dev");

        configuration.StackError!.Stage.ShouldBe(ConfigurationStage.Stack);
        configuration.StackFile.ShouldBe(_workspace.PathOf("Pulumi.dev.yaml"));
        configuration.Plugins["p"].ProgramConfig["a"].ShouldBe("1");
        configuration.Plugins["p"].StackConfig.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n")]
    [InlineData("~\n")]
    [InlineData("p5:\n")]
    [InlineData("p5: {plugins: }\n---\np5: 5\n")]
    public void PulumiYaml_WithoutContent_SaysNothing(string yaml)
    {
        _workspace.Write("Pulumi.yaml", yaml);

        _workspace.Load().Plugins.ShouldBeEmpty();
    }

    [Fact]
    public void File_ThatIsNotUtf8_IsAnError()
    {
        _workspace.Write(
            "p5.toml", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("a = 1")).ToArray());

        Should.Throw<ConfigurationException>(() => _workspace.Load()).Message.ShouldContain("not valid UTF-8");
    }

    [Fact]
    public void File_ThatIsAFolder_IsAnErrorWithoutALine()
    {
        Directory.CreateDirectory(_workspace.PathOf("p5.toml"));

        var error = Should.Throw<ConfigurationException>(() => _workspace.Load());

        error.Line.ShouldBeNull();
        error.Message.ShouldContain("cannot be read");
    }

    [Theory]
    [InlineData(
        "p5.toml",
        1024 * 1024,
        "1,048,577 bytes; the limit is 1,048,576 bytes (1 MiB).",
        "move plugins to Pulumi.yaml")]
    [InlineData(
        "Pulumi.yaml", 16 * 1024 * 1024, "16,777,217 bytes; the limit is 16,777,216 bytes (16 MiB).", "split the file")]
    public void File_LargerThanAnyConfiguration_IsRefused(string file, int limit, string size, string action)
    {
        _workspace.Write(file, new byte[limit + 1]);

        var error = Should.Throw<ConfigurationException>(() => _workspace.Load());

        error.Problem.ShouldBe("The file has " + size);
        error.RecommendedAction.ShouldContain(action);
    }

    // What a generator writes may be large; each key is one that is merged and sent.
    [Theory]
    [InlineData("p5.toml", 1_000, "[plugins.k9s.config]\n", "k{0} = \"{1}\"\n")]
    [InlineData("Pulumi.yaml", 10_000, "p5:\n  plugins:\n    k9s:\n      config:\n", "        k{0}: {1}\n")]
    public void File_OfManyKeys_IsRead(string file, int keys, string head, string line)
    {
        string value = new('x', 1000);
        IEnumerable<string> lines = Enumerable.Range(0, keys)
            .Select(number => string.Format(CultureInfo.InvariantCulture, line, number, value));
        _workspace.Write(file, head + string.Concat(lines));

        _workspace.Load().Plugins["k9s"].ProgramConfig.Count.ShouldBe(keys);
    }

    [Fact]
    public void File_ThatIsNothingButErrors_HasAHundredAndOneDiagnostics()
    {
        _workspace.Write("p5.toml", string.Concat(Enumerable.Repeat("=\n", 100_000)));

        IReadOnlyList<ConfigurationDiagnostic> found = [.. new ConfigurationChecker().Check(_workspace.Root, null)];

        found.Count.ShouldBe(101);
        found[99].Message.ShouldNotContain("more errors");
        found[100].ToString().ShouldEndWith(
            "p5.toml:101:1: error ConfigParse: Further errors are not listed.");
    }

    [Theory]
    [InlineData("p5.toml", "[plugins.p]\nconfig = \"hunter2\"\n")]
    [InlineData("p5.toml", "[plugins.p.config]\na = hunter2\n")]
    [InlineData("p5.toml", "[plugins.p.config]\na = \"hunter2\nb = 1\n")]
    [InlineData("Pulumi.yaml", "p5: {plugins: {p: {config: hunter2}}}")]
    [InlineData("Pulumi.yaml", "p5: {plugins: {p: {config: [hunter2]}}}")]
    [InlineData("Pulumi.yaml", "p5: {plugins: {p: {config: {a: !!int hunter2}}}}")]
    [InlineData("Pulumi.yaml", "p5: {plugins: {p: {config: {a: \"hunter2}}}}")]
    [InlineData("Pulumi.yaml", "p5: {plugins: {p: {config: {a: hunter2: b}}}}")]
    public void Message_NeverShowsAValueOfConfig(string file, string text)
    {
        _workspace.Write(file, text);

        Should.Throw<ConfigurationException>(() => _workspace.Load()).ToString().ShouldNotContain("hunter2");
    }
}
