using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace P5.Host.Tests;

public sealed class StackSelectorTests : IDisposable
{
    private readonly TemporaryWorkspace _workspace = new();
    private readonly TemporaryWorkspace _home = new();
    private readonly Dictionary<string, string> _variables = [];

    public StackSelectorTests() => _workspace.Write("Pulumi.yaml", "name: shop\n");

    public void Dispose()
    {
        _workspace.Dispose();
        _home.Dispose();
    }

    [Fact]
    public void Select_Requested_WinsOverAll()
    {
        _variables["PULUMI_STACK"] = "variable";
        WriteSelection("""{"stack": "selected"}""");

        Select("requested").ShouldBe("requested");
        Select("org/shop/requested").ShouldBe("org/shop/requested");
    }

    [Fact]
    public void Select_Variable_WinsOverPulumisSelection()
    {
        _variables["PULUMI_STACK"] = "variable";
        WriteSelection("""{"stack": "selected"}""");

        Select().ShouldBe("variable");
        Select("").ShouldBe("variable");
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("acme/shop/dev")]
    public void Select_PulumisSelection_IsRead(string stack)
    {
        _variables["PULUMI_STACK"] = "";
        WriteSelection($$"""{"stack": "{{stack}}"}""");

        Select().ShouldBe(stack);
    }

    [Fact]
    public void Select_PulumiHome_IsWhereTheSelectionIs()
    {
        _variables["PULUMI_HOME"] = _home.PathOf("elsewhere");
        WriteSelection("""{"stack": "there"}""", "elsewhere");
        WriteSelection("""{"stack": "here"}""");

        Select().ShouldBe("there");
    }

    // Pulumi 3.256 and later keep one selection for each backend.
    [Theory]
    [InlineData("https://api.pulumi.com", null, null, "cloud")]
    [InlineData("https://api.pulumi.com/", null, null, "cloud")]
    [InlineData(null, "file://~", null, "local")]
    [InlineData(null, null, "s3://bucket", "bucket")]
    [InlineData("file://~", "s3://bucket", "https://api.pulumi.com", "local")]
    [InlineData("gs://other", null, null, "old")]
    [InlineData(null, null, null, "old")]
    public void Select_PerBackend_IsTheOneOfTheCurrentBackend(
        string? variable, string? project, string? login, string expected)
    {
        WriteSelection(
            """
            {
              "stack": "old",
              "stacks": {"https://api.pulumi.com": "cloud", "file://~": "local", "s3://bucket": "bucket"}
            }
            """);
        if (variable is not null)
        {
            _variables["PULUMI_BACKEND_URL"] = variable;
        }

        if (project is not null)
        {
            _workspace.Write("Pulumi.yaml", $"name: shop\nbackend: {{url: '{project}'}}\n");
        }

        if (login is not null)
        {
            _home.Write(".pulumi/credentials.json", $$"""{"current": "{{login}}"}""");
        }

        Select().ShouldBe(expected);
    }

    // Unpaired surrogates, and bytes that are not UTF-8.
    [Theory]
    [InlineData("""{"stack": "dev\ud800"}""", null)]
    [InlineData("""{"stacks": {"\ud800": "dev"}}""", null)]
    [InlineData("""{"stack": "dev?"}""", (byte)0xFC)]
    public void Select_TextThatIsNotUnicode_IsAnErrorThatNamesTheFile(string selection, byte? other)
    {
        string file = WriteSelection(selection);
        if (other is { } value)
        {
            File.WriteAllBytes(file, [.. File.ReadAllBytes(file).Select(part => part == (byte)'?' ? value : part)]);
        }

        P5Exception error = Should.Throw<P5Exception>(() => Select());

        error.ErrorId.ShouldBe(ErrorIds.StackNotSelected);
        error.Message.ShouldContain(file);
    }

    [Fact]
    public void Select_PerBackend_TakesTheOnlyOneOfAnUnknownBackend()
    {
        WriteSelection("""{"stacks": {"https://api.pulumi.com": "acme/shop/dev"}}""");

        Select().ShouldBe("acme/shop/dev");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"stack": ""}""")]
    [InlineData("""{"stack": 5, "stacks": {"a": 1}}""")]
    public void Select_NothingSelected_ListsTheStackFiles(string selection)
    {
        WriteSelection(selection);
        _workspace.Write("Pulumi.prod.yaml", "");
        _workspace.Write("Pulumi.dev.yml", "");
        _workspace.Write("Pulumi.dev.yaml", "");

        var error = Should.Throw<P5Exception>(() => Select());

        error.ErrorId.ShouldBe(ErrorIds.StackNotSelected);
        error.Message.ShouldContain("Stack files found: dev, prod.");
        error.RecommendedAction.ShouldContain("PULUMI_STACK");
    }

    [Fact]
    public void Select_SelectionThatIsNotJson_IsAnErrorThatNamesTheFile()
    {
        string file = WriteSelection("blah");

        Should.Throw<P5Exception>(() => Select()).Message.ShouldContain(file);
    }

    [Fact]
    public void Select_WithoutProject_NeedsARequest()
    {
        File.Delete(_workspace.PathOf("Pulumi.yaml"));
        _workspace.Write("p5.toml", "");

        Select("dev").ShouldBe("dev");
        Should.Throw<P5Exception>(() => Select()).ErrorId.ShouldBe(ErrorIds.StackNotSelected);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../evil")]
    [InlineData("..\\evil")]
    [InlineData("/evil")]
    [InlineData("evil/")]
    [InlineData("a//evil")]
    [InlineData("a/b/c/evil")]
    [InlineData("C:evil")]
    [InlineData("ev\0il")]
    [InlineData("..")]
    [InlineData(" ")]
    [InlineData("org/\t/dev")]
    [InlineData("dev\nprod")]
    [InlineData("dev\u001b[m")]
    [InlineData("a\u202eb")]
    [InlineData("\u200b")]
    [InlineData("@101")]
    public void Select_NameThatNoStackCanHave_IsRefused(string stack)
    {
        stack = stack.Replace("@101", new string('x', 101), StringComparison.Ordinal);

        P5Exception error = Should.Throw<P5Exception>(() => Select(stack));

        error.ErrorId.ShouldBe(ErrorIds.StackNotSelected);
        error.Message.ShouldNotContain(character => char.IsControl(character));
        Should.Throw<P5Exception>(() => _workspace.Load(stack)).ErrorId.ShouldBe(ErrorIds.StackNotSelected);
    }

    [Fact]
    public void Load_StackWithOrganizationAndProject_KeepsTheNameAndReadsTheLastPartsFile()
    {
        _workspace.Write("Pulumi.dev.yaml", "secretsprovider: passphrase\n");
        _workspace.Write("acme/shop/Pulumi.dev.yaml", "config: [");

        WorkspaceConfiguration configuration = _workspace.Load("acme/shop/dev");

        configuration.StackName.ShouldBe("acme/shop/dev");
        configuration.StackFile.ShouldBe(_workspace.PathOf("Pulumi.dev.yaml"));
        configuration.SecretsProvider.ShouldBe("passphrase");
    }

    [Fact]
    public void List_PulumisState_FollowsTheFilesAndNeverHidesThem()
    {
        _workspace.Write("Pulumi.dev.yaml", "");
        _workspace.Write("Pulumi.prod.yaml", "");
        WriteSelection(
            """{"stack": "../evil", "stacks": {"https://api.pulumi.com": "acme/shop/dev", "s3://b": "only-there"}}""");
        _home.Write(".pulumi/credentials.json", """{"current": "https://api.pulumi.com"}""");

        new StackSelector(Options()).List(_workspace.Root).ShouldBe(
        [
            new StackInfo("dev", HasFile: true, IsSelected: false),
            new StackInfo("prod", HasFile: true, IsSelected: false),
            new StackInfo("acme/shop/dev", HasFile: true, IsSelected: true),
            new StackInfo("only-there", HasFile: false, IsSelected: false),
        ]);
    }

    [Theory]
    [InlineData("file://~", "", true)]
    [InlineData("file://~/state?metadata=skip", "state/", true)]
    [InlineData("file://~/state", "state/", false)]
    [InlineData("file://~/other", "state/", true, false)]
    [InlineData("s3://bucket", "", true, false)]
    public void List_BackendThatIsAFolder_GivesItsStacks(
        string url, string folder, bool keepsProjectsApart, bool isThere = true)
    {
        _variables["PULUMI_BACKEND_URL"] = url;
        string stacks = $"{folder}.pulumi/stacks/{(keepsProjectsApart ? "shop/" : "")}";
        _home.Write($"{stacks}local.json", "");
        _home.Write($"{stacks}zipped.json.gz", "");
        _home.Write($"{stacks}local.json.bak", "");
        if (keepsProjectsApart)
        {
            _home.Write($"{folder}.pulumi/meta.yaml", "version: 1");
            _home.Write($"{folder}.pulumi/stacks/other/foreign.json", "");
        }

        string[] expected = isThere ? ["local", "zipped"] : [];
        Names().ShouldBe(expected);
    }

    [Fact]
    public void List_BackendBesideTheProgram_GivesItsStacks()
    {
        _variables["PULUMI_BACKEND_URL"] = "file://./state";
        _workspace.Write("state/.pulumi/meta.yaml", "");
        _workspace.Write("state/.pulumi/stacks/shop/local.json", "");

        Names().ShouldBe(["local"]);
    }

    [Theory]
    [InlineData("name: shop", "blah")]
    [InlineData("name: [", "{}")]
    public void List_StateThatCannotBeRead_StillGivesTheFiles(string program, string selection)
    {
        WriteSelection(selection);
        _workspace.Write("Pulumi.yaml", program);
        _workspace.Write("Pulumi.dev.yaml", "config: [");
        _variables["PULUMI_STACK"] = "dev";

        new StackSelector(Options()).List(_workspace.Root)
            .ShouldBe([new StackInfo("dev", HasFile: true, IsSelected: true)]);
    }

    private IEnumerable<string> Names() =>
        new StackSelector(Options()).List(_workspace.Root).Select(stack => stack.Name);

    [Fact]
    public void List_StackFiles_AreSortedAndNamedOnce()
    {
        _workspace.Write("Pulumi.b.yaml", "");
        _workspace.Write("Pulumi.a.b.yml", "");
        _workspace.Write("Pulumi.Z.yaml", "");
        _workspace.Write("Pulumi.b.yml", "");
        _workspace.Write("Pulumi.c.json", "");
        _workspace.Write("Pulumi..yaml", "");
        _workspace.Write("PulumiX.d.yaml", "");

        Names().ShouldBe(["Z", "a.b", "b"]);
    }

    private string Select(string? requested = null) => new StackSelector(Options()).Select(_workspace.Root, requested);

    private StackSelectorOptions Options() => new()
    {
        HomeDirectory = _home.Root,
        ReadVariable = name => _variables.GetValueOrDefault(name),
    };

    [SuppressMessage("Security", "CA5350", Justification = "Pulumi names its files this way.")]
    private string WriteSelection(string json, string pulumiHome = ".pulumi")
    {
        byte[] path = Encoding.UTF8.GetBytes(_workspace.PathOf("Pulumi.yaml"));
        string file = $"shop-{Convert.ToHexStringLower(SHA1.HashData(path))}-workspace.json";
        string relative = Path.Combine(pulumiHome, "workspaces", file);
        _home.Write(relative, json);
        return _home.PathOf(relative);
    }
}
