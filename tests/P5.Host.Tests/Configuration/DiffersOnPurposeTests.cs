namespace P5.Host.Tests;

/// <summary>Where the reference implementation does something by accident, and P5 does what was meant.</summary>
public sealed class DiffersOnPurposeTests : IDisposable
{
    private readonly TemporaryWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Order_InTomlWithoutPlugins_Counts()
    {
        _workspace.Write("p5.toml", "order = [\"b\", \"a\"]\n");
        _workspace.Write("Pulumi.yaml", "p5: {plugins: {a: {cmd: a}, b: {cmd: b}, c: {cmd: c}}}");

        WorkspaceConfiguration configuration = _workspace.Load();

        configuration.Sequential.Select(plugin => plugin.Name).ShouldBe(["b", "a"]);
        configuration.Parallel.Select(plugin => plugin.Name).ShouldBe(["c"]);
    }

    [Fact]
    public void Order_AmongThePluginsOfPulumiYaml_IsTheOrder()
    {
        _workspace.Write("Pulumi.yaml", "p5: {plugins: {order: [b, a], a: {cmd: a}, b: {cmd: b}}}");

        WorkspaceConfiguration configuration = _workspace.Load();

        configuration.Sequential.Select(plugin => plugin.Name).ShouldBe(["b", "a"]);
        configuration.Plugins.Keys.ShouldBe(["b", "a"]);
    }

    [Fact]
    public void Order_InBothPlacesOfPulumiYaml_IsAnError()
    {
        _workspace.Write("Pulumi.yaml", "p5:\n  order: [a]\n  plugins:\n    order: [a]\n    a: {cmd: a}\n");

        var error = Should.Throw<ConfigurationException>(() => _workspace.Load());

        (error.Line, error.Column, error.Key).ShouldBe((4, 5, "p5.plugins.order"));
    }

    [Fact]
    public void Order_ThatIsATable_IsAPluginOfThatName()
    {
        _workspace.Write("Pulumi.yaml", "p5: {plugins: {order: {cmd: x}}}");

        _workspace.Load().Plugins["order"].Command.ShouldBe("x");
    }

    [Theory]
    [InlineData("on_workspace_change", "onWorkspaceChange")]
    [InlineData("on_stack_change", "onStackChange")]
    [InlineData("on_config_change", "onConfigChange")]
    public void Refresh_InSnakeCase_IsRead(string snake, string camel)
    {
        foreach (string key in new[] { snake, camel })
        {
            foreach (bool value in new[] { true, false })
            {
                string text = value ? "true" : "false";
                _workspace.Write("p5.toml", $"[plugins.t.refresh]\n{key} = {text}\n");
                _workspace.Write("Pulumi.yaml", $"p5: {{plugins: {{y: {{refresh: {{{key}: {text}}}}}}}}}");
                var expected = new RefreshTriggers(
                    snake != "on_workspace_change" || value,
                    snake != "on_stack_change" || value,
                    snake == "on_config_change" && value);

                _workspace.Load().Plugins["t"].Get(PluginOptions.Refresh).ShouldBe(expected);
                _workspace.Load().Plugins["y"].Get(PluginOptions.Refresh).ShouldBe(expected);
            }
        }
    }

    [Fact]
    public void Folder_WithOnlyP5Toml_IsAWorkspace()
    {
        _workspace.Write("p5.toml", "[plugins.p]\ncmd = \"p\"\n");

        WorkspaceConfiguration configuration = _workspace.Load("dev");

        configuration.ProgramFile.ShouldBeNull();
        configuration.ProgramName.ShouldBeNull();
        configuration.Plugins.Keys.ShouldBe(["p"]);
    }

    [Fact]
    public void GitRoot_IsFoundWithoutAGitExecutable()
    {
        // No git would take this empty folder for a repository.
        Directory.CreateDirectory(_workspace.PathOf(".git"));
        _workspace.Write("p5.toml", "[plugins.root]\n");
        _workspace.Write("a/b/Pulumi.yaml", "name: b");
        _workspace.Write("a/p5.toml", "[plugins.a]\n");

        ConfigurationLoader.Load(_workspace.PathOf("a/b"), null).GlobalFile.ShouldBe(_workspace.PathOf("p5.toml"));
    }

    [Theory]
    [InlineData("[[plugins]]\nname = \"a\"\n", "plugins must be a table, but is a list.")]
    [InlineData("plugins = 5\n", "plugins must be a table, but is an integer.")]
    [InlineData("[plugins]\na = 5\n", "plugins.a must be a table, but is an integer.")]
    [InlineData("[plugins.a]\nconfig = \"x\"\n", "plugins.a.config must be a table, but is text.")]
    [InlineData("[plugins.a]\nrefresh = true\n", "plugins.a.refresh must be a table, but is a boolean.")]
    [InlineData(
        "[plugins.a]\nimport_helper = \"yes\"\n",
        "plugins.a.import_helper must be true or false, but is text.")]
    [InlineData("[plugins.a]\nargs = \"x\"\n", "plugins.a.args must be a list of strings, but is text.")]
    [InlineData("[plugins.a]\nargs = [\"x\", 1]\n", "plugins.a.args[1] must be text, but is an integer.")]
    [InlineData("order = [1.5]\n", "order[0] must be text, but is a number.")]
    [InlineData("[plugins]\norder = [\"a\"]\n", "plugins.order must be a table, but is a list.")]
    public void Type_ThatIsWrongInToml_IsAnError(string toml, string problem)
    {
        _workspace.Write("p5.toml", toml);

        Should.Throw<ConfigurationException>(() => _workspace.Load()).Problem.ShouldBe(problem);
    }

    [Theory]
    [InlineData("p5: 5", "p5 must be a table, but is an integer.")]
    [InlineData("p5: {plugins: {a: x}}", "p5.plugins.a must be a table, but is text.")]
    [InlineData("p5: {plugins: {a: {config: [x]}}}", "p5.plugins.a.config must be a table, but is a list.")]
    [InlineData("p5: {plugins: {a: {cmd: {x: y}}}}", "p5.plugins.a.cmd must be text, but is a table.")]
    [InlineData(
        "p5: {plugins: {a: {use_auth_env: 1}}}",
        "p5.plugins.a.use_auth_env must be true or false, but is an integer.")]
    [InlineData("p5: {plugins: {~: {cmd: x}}}", "The name of a plugin under p5.plugins must be text, but is empty.")]
    public void Type_ThatIsWrongInPulumiYaml_IsAnError(string yaml, string problem)
    {
        _workspace.Write("Pulumi.yaml", yaml);

        Should.Throw<ConfigurationException>(() => _workspace.Load()).Problem.ShouldBe(problem);
    }

    [Fact]
    public void Names_ThatAreNotText_BecomeText()
    {
        _workspace.Write("Pulumi.yaml", "p5: {order: [404, true], plugins: {404: {cmd: x}, true: {cmd: y}}}");
        _workspace.Write("Pulumi.dev.yaml", "config: {1: x, p5:plugins: {404: {2: two, true: yes}}}");

        WorkspaceConfiguration configuration = _workspace.Load("dev");

        configuration.Sequential.Select(plugin => plugin.Name).ShouldBe(["404", "true"]);
        configuration.Plugins["404"].StackConfig.ShouldBe(
            new Dictionary<string, string> { ["2"] = "two", ["true"] = "yes" }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("[1.0, inf]", "an infinity or NaN")]
    [InlineData("{ a = [{ b = nan }] }", "an infinity or NaN")]
    public void Value_ThatCannotBeSentFromToml_IsLeftOutWithAWarning(string toml, string reason)
    {
        _workspace.LoadTomlValue(toml).ShouldBeNull();

        ConfigurationDiagnostic warning = _workspace.Load().Warnings.ShouldHaveSingleItem();
        warning.File.ShouldBe(_workspace.PathOf("p5.toml"));
        warning.Line.ShouldBe(2);
        warning.Key.ShouldBe("plugins.p.config.v");
        warning.Message.ShouldContain(reason);
    }

    [Fact]
    public void Value_ThatCannotBeSentFromYaml_IsLeftOutWithAWarning()
    {
        _workspace.LoadYamlValue("{a: {1: b}}").ShouldBeNull();

        ConfigurationDiagnostic warning = _workspace.Load("dev").Warnings.ShouldHaveSingleItem();
        (warning.Line, warning.Column).ShouldBe((4, 15));
        warning.Message.ShouldContain(
            "config.p5:plugins.p.v is not sent to the plugin: it contains a nested key that is not text");
    }

    [Theory]
    [InlineData("config: 5", "config")]
    [InlineData("config: {p5:plugins: text}", "config.p5:plugins")]
    [InlineData("config: {p5:plugins: {p: text}}", "config.p5:plugins.p")]
    [InlineData("config: {p5:plugins: {~: {a: b}}}", "config.p5:plugins")]
    [InlineData("config: {p5:plugins: {p: {~: b}}}", "config.p5:plugins.p")]
    [InlineData("secretsprovider: 5", "secretsprovider")]
    public void Part_OfTheStackFileThatCannotBeUsed_IsAWarning(string yaml, string key)
    {
        _workspace.Write("p5.toml", "[plugins.p]\n");
        _workspace.Write("Pulumi.dev.yaml", yaml);

        WorkspaceConfiguration configuration = _workspace.Load("dev");

        configuration.StackError.ShouldBeNull();
        configuration.Plugins["p"].StackConfig.ShouldBeEmpty();
        configuration.SecretsProvider.ShouldBe("");
        configuration.Warnings.ShouldHaveSingleItem().Key.ShouldBe(key);
    }

    [Theory]
    [InlineData("[1, inf]", "[2, inf]")]
    [InlineData("inf", "-inf")]
    [InlineData("[nan]", "[inf]")]
    [InlineData("1", "\"1\"")]
    [InlineData("[\"ab\", \"c\"]", "[\"a\", \"bc\"]")]
    [InlineData("{ a = 1 }", "{ a = 2 }")]
    [InlineData("2024-01-01", "2024-01-02")]
    public void ConfigHash_OfDifferentValues_Differs(string first, string second)
    {
        string Hash(string toml)
        {
            _workspace.LoadTomlValue(toml);
            return _workspace.Load().Plugins["p"].ConfigHash;
        }

        Hash(first).ShouldNotBe(Hash(second));
        Hash(first).ShouldBe(Hash(first));
    }

    [Fact]
    public void ConfigHash_OfTheSameConfiguration_DependsOnNeitherOrderNorFile()
    {
        _workspace.Write("p5.toml", "[plugins.p.config]\na = 1\nb = { x = 1, y = 2 }\n");
        string first = _workspace.Load().Plugins["p"].ConfigHash;
        _workspace.Write("p5.toml", "[plugins.p.config]\nb = { y = 2, x = 1 }\n");
        _workspace.Write("Pulumi.yaml", "p5: {plugins: {p: {config: {a: 1}}}}");

        _workspace.Load().Plugins["p"].ConfigHash.ShouldBe(first);

        _workspace.Write("Pulumi.dev.yaml", "config: {p5:plugins: {p: {a: 1}}}");
        _workspace.Load("dev").Plugins["p"].ConfigHash.ShouldNotBe(first);
    }

    [Theory]
    [InlineData("[plugins.p]\ncmd = \"a\"\nCmd = \"b\"\n", 3, "plugins.p.Cmd")]
    [InlineData("[plugins.p]\n[Plugins.q]\n", 2, "Plugins")]
    [InlineData(
        "[plugins.p.refresh]\nonStackChange = true\non_stack_change = true\n", 3, "plugins.p.refresh.on_stack_change")]
    public void Key_InTwoSpellings_IsAnError(string toml, int line, string key)
    {
        _workspace.Write("p5.toml", toml);

        var error = Should.Throw<ConfigurationException>(() => _workspace.Load());

        (error.Line, error.Key).ShouldBe((line, key));
        error.Problem.ShouldContain("is a duplicate of");
    }
}
