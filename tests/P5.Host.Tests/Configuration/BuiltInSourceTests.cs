namespace P5.Host.Tests;

/// <summary>Which built-in source a plugin's table means, and what a check finds in its settings.</summary>
public sealed class BuiltInSourceTests : CheckerTestBase
{
    [Theory]
    [InlineData("[plugins.command]", "command")]
    [InlineData("[plugins.sops]\nbuiltin = 'command'", "command")]
    [InlineData("[plugins.second]\nbuiltin = 'env'", "env")]
    [InlineData("[plugins.command]\ncmd = './p'", null)]
    [InlineData("[plugins.sops]", null)]
    [InlineData("[plugins.sops]\nbuiltin = ''", null)]
    [InlineData("[plugins.env]\ncmd = './p'", "env")]
    [InlineData("[plugins.k9s]\ncmd = './p'", "k9s")]
    [InlineData("[plugins.env]\nbuiltin = 'command'", "command")]
    public void Table_MeansTheSource(string toml, string? source)
    {
        Workspace.Write("p5.toml", toml);

        PluginConfiguration plugin = Workspace.Load().Plugins.Values.ShouldHaveSingleItem();

        plugin.BuiltIn.ShouldBe(source);
        plugin.Kind.ShouldBe(source is null ? PluginKind.External : PluginKind.Builtin);
    }

    [Fact]
    public void Builtin_UnknownName_IsAnErrorThatListsThem()
    {
        Workspace.Write("p5.toml", "[plugins.a]\nbuiltin = 'hunter2'\n");

        ConfigurationDiagnostic finding = Check()[0];

        finding.Id.ShouldBe(DiagnosticIds.InvalidValue);
        finding.Line.ShouldBe(2);
        finding.Message.ShouldBe(
            "plugins.a.builtin must be one of aws, azure, cloudflare, command, env, grafana, k9s, kubernetes, pulumi, "
            + "vault.");
        finding.Fix.ShouldBe("Set builtin to one of them.");
    }

    [Fact]
    public void Builtin_MisspeltName_IsAnErrorThatSaysWhich()
    {
        Workspace.Write("p5.toml", "[plugins.a]\nbuiltin = 'comand'\n");

        ConfigurationDiagnostic finding = Check()[0];

        finding.Message.ShouldEndWith("vault. Did you mean command?");
        finding.Fix.ShouldBe("Set builtin to command.");
    }

    // The two can be in two files.
    [Fact]
    public void Builtin_WithCmd_IsAnError()
    {
        Workspace.Write("p5.toml", "[plugins.a]\ncmd = './p'\n");
        Workspace.Write("Pulumi.yaml", "name: x\np5:\n  plugins:\n    a:\n      builtin: command\n");

        CheckLines().ShouldBe(["Pulumi.yaml:5:7 Error InvalidValue"]);
        Should.Throw<ConfigurationException>(() => Workspace.Load())
            .Message.ShouldContain("Plugin 'a' has both cmd and builtin, and can be only one of them.");
    }

    [Fact]
    public void Builtin_ChangesTheFingerprint()
    {
        Workspace.Write("p5.toml", "[plugins.a]\nbuiltin = 'env'\n[plugins.b]\nbuiltin = 'command'\n");
        WorkspaceConfiguration configuration = Workspace.Load();

        configuration.Plugins["a"].Fingerprint().ShouldNotBe(configuration.Plugins["b"].Fingerprint());
    }

    [Fact]
    public void Env_UnderAnotherName_IsChecked()
    {
        Workspace.Write("p5.toml", "[plugins.second]\nbuiltin = 'env'\n[plugins.second.config]\npath = 'none.env'\n");

        ConfigurationDiagnostic finding = Check().ShouldHaveSingleItem();

        finding.Id.ShouldBe(DiagnosticIds.EnvFileNotFound);
        finding.Plugin.ShouldBe("second");
        finding.Message.ShouldStartWith("Plugin 'second': ");
    }

    [Fact]
    public void Settings_WrongMissingAndUnknown_AreFoundAtTheirPlaces()
    {
        Workspace.Write(
            "p5.toml",
            """
            [plugins.a]
            builtin = "command"
            [plugins.a.config]
            comand = ["x"]
            lifetime = "soon"
            other = 1

            [plugins.b]
            builtin = "command"
            config = { command = ["x"], variable = "A", names = ["A"] }
            """);
        Workspace.Write("Pulumi.yaml", "name: x\n");
        Workspace.Write("Pulumi.dev.yaml", "config:\n  p5:plugins:\n    b:\n      lifetime: 0\n      nams: [A]\n");

        CheckLines().ShouldBe(
            [
                "Pulumi.dev.yaml:4:7 Error SourceConfigInvalid",
                "Pulumi.dev.yaml:5:7 Warning UnknownKey",
                "p5.toml:1:10 Error SourceConfigInvalid",
                "p5.toml:4:1 Warning UnknownKey",
                "p5.toml:5:1 Error SourceConfigInvalid",
                "p5.toml:6:1 Warning UnknownKey",
                "p5.toml:10:29 Error SourceConfigInvalid",
            ],
            ignoreOrder: true);
        string[] messages = [.. Check().Select(finding => finding.Message)];
        messages.ShouldContain("Plugin 'a': comand is not read. Did you mean command?");
        messages.ShouldContain(
            "Plugin 'a': config needs command, which must be a list of strings that is not empty.");
    }

    [Fact]
    public void Setting_BesideConfig_IsToBeMovedIntoIt()
    {
        Workspace.Write(
            "p5.toml", "[plugins.a]\nbuiltin = 'command'\nvariable = 'A'\nconfig = { command = ['x'] }\n");

        ConfigurationDiagnostic finding = Check().ShouldHaveSingleItem();

        finding.Message.ShouldBe("plugins.a.variable is not read here: it is a setting.");
        finding.Fix.ShouldBe("Move it into config.");
    }

    [Fact]
    public void Settings_ThatExcludeEachOther_AreAnError()
    {
        Workspace.Write(
            "p5.toml", "[plugins.command.config]\ncommand = ['x']\nvariable = 'A'\nnames = ['A']\n");

        CheckLines().ShouldBe(["p5.toml:3:1 Error SourceConfigInvalid"]);
    }

    // Else a stack would get what is meant for another one.
    [Fact]
    public void Setting_SimilarToAKnownOne_IsWarnedOfByEveryCommand()
    {
        Workspace.Write("p5.toml", "[plugins.command.config]\ncommand = ['x']\nother = 1\n");
        Workspace.Write("Pulumi.yaml", "name: x\n");
        Workspace.Write("Pulumi.prod.yaml", "config:\n  p5:plugins:\n    command:\n      comand: [y]\n");

        ConfigurationDiagnostic warning = Workspace.Load("prod").Warnings.ShouldHaveSingleItem();

        warning.Message.ShouldBe("Plugin 'command': comand is not read. Did you mean command?");
        warning.Line.ShouldBe(4);
    }

    // Else a file or a command would be left out.
    [Fact]
    public void Env_KeySimilarToAKnownOne_IsWarnedOfByEveryCommand()
    {
        Workspace.Write(
            "p5.toml",
            "[plugins.env.config]\nsoruces = []\nother = 1\n"
                + "sources = [\n  { path = 'a', optinal = true, other = 1 },\n]\n"
                + "[plugins.a]\nbuiltin = 'env'\nconfig = { vars = {}, files = ['A'] }\n");
        Workspace.Write("Pulumi.yaml", "name: x\n");
        Workspace.Write("Pulumi.prod.yaml", "config:\n  p5:plugins:\n    env:\n      pth: b\n");

        IReadOnlyList<ConfigurationDiagnostic> warnings = Workspace.Load("prod").Warnings;

        warnings.Select(warning => $"{Path.GetFileName(warning.File)}:{warning.Line} {warning.Key} {warning.Message}")
            .ShouldBe(
                [
                    "p5.toml:2 plugins.env.soruces Plugin 'env': soruces is not read. Did you mean sources?",
                    "p5.toml:5 plugins.env.sources[0].optinal Plugin 'env': sources[0].optinal is not read. "
                        + "Did you mean optional?",
                    "Pulumi.prod.yaml:4 plugins.env.pth Plugin 'env': pth is not read. Did you mean path?",
                    "p5.toml:9 plugins.a.files Plugin 'a': files is not read here: it is a key of the plugin.",
                ],
                ignoreOrder: true);
    }

    // The position of a key is not known in JSON that comes as text.
    [Fact]
    public void Env_KeyInTheTextOfSources_IsWarnedOfAtTheText()
    {
        Workspace.Write(
            "p5.toml", "[plugins.env.config]\nsources = '[{\"path\":\"a\",\"optinal\":true}]'\n");

        ConfigurationDiagnostic warning = Workspace.Load("prod").Warnings.ShouldHaveSingleItem();

        warning.Message.ShouldBe("Plugin 'env': sources[0].optinal is not read. Did you mean optional?");
        warning.Line.ShouldBe(2);
    }

    [Theory]
    [InlineData("type", "'file'")]
    [InlineData("path", "'p5.toml'")]
    [InlineData("sources", "[]")]
    [InlineData("command", "['x']")]
    public void Env_SettingBesideConfig_IsToBeMovedIntoIt(string key, string value)
    {
        Workspace.Write("p5.toml", $"[plugins.env]\n{key} = {value}\nconfig = {{ vars = {{ A = '1' }} }}\n");

        ConfigurationDiagnostic finding = Check().ShouldHaveSingleItem();

        finding.Message.ShouldBe($"plugins.env.{key} is not read here: it is a setting.");
        finding.Fix.ShouldBe("Move it into config.");
    }

    [Theory]
    [InlineData("builtin = 'env'", "builtin")]
    [InlineData("cmd = './a'", "cmd")]
    public void WhatThePluginIs_InConfig_IsToBeMovedOutOfIt(string config, string key)
    {
        Workspace.Write("p5.toml", $"[plugins.shop.config]\n{config}\n");

        ConfigurationDiagnostic finding = Check().ShouldHaveSingleItem();

        finding.Id.ShouldBe(DiagnosticIds.CommandMissing);
        finding.Fix.ShouldBe($"Move {key} out of config, into [plugins.shop].");
    }

    [Fact]
    public void Env_BuiltinInConfig_IsToBeMovedOutOfIt()
    {
        Workspace.Write("p5.toml", "[plugins.env.config]\nbuiltin = 'env'\nvars = { A = '1' }\n");

        ConfigurationDiagnostic finding = Check().ShouldHaveSingleItem();

        finding.Message.ShouldBe("Plugin 'env': builtin is not read here: it is a key of the plugin.");
        finding.Fix.ShouldStartWith("Move it out of config");
    }

    // Else the content of a file would be taken for its path.
    [Fact]
    public void KeyOfThePlugin_InConfig_IsWarnedOfByEveryCommand()
    {
        Workspace.Write("p5.toml", "[plugins.command.config]\ncommand = ['x']\nvariable = 'A'\nfiles = ['A']\n");

        ConfigurationDiagnostic warning = Workspace.Load("prod").Warnings.ShouldHaveSingleItem();

        warning.Message.ShouldBe("Plugin 'command': files is not read here: it is a key of the plugin.");
        warning.Fix.ShouldBe("Move it out of config, into the plugin's table in p5.toml or Pulumi.yaml.");
        warning.Line.ShouldBe(4);
    }

    [Fact]
    public void KeyOfThePlugin_BesideConfigInAStackFile_IsToBeMovedToAnotherFile()
    {
        Workspace.Write("p5.toml", "[plugins.command.config]\ncommand = ['x']\nvariable = 'A'\n");
        Workspace.Write(
            "Pulumi.prod.yaml",
            "config:\n  p5:plugins:\n    command:\n      files: [A]\n      config:\n        variable: B\n");

        Workspace.Load("prod").Warnings.ShouldHaveSingleItem().Fix.ShouldBe(
            "Move it to p5.toml or Pulumi.yaml. If it is a setting, move it into config.");
    }
}
