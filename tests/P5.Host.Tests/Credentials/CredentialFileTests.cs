namespace P5.Host.Tests;

/// <summary>Plugins of which some variables are files.</summary>
public sealed class CredentialFileTests : IAsyncDisposable
{
    private const string WithALaterPlugin = """
        order = ["env"]
        [plugins.env]
        files = ["P5T_FILE"]
        config = { vars = { P5T_FILE = "content" } }
        [plugins.next]
        @recorder
        config = { inherited = "P5T_FILE" }
        """;

    private const string WithALifetime = """
        order = ["first"]
        [plugins.first]
        @recorder
        files = ["P5T_FILE"]
        config = { "env.P5T_FILE" = "content", ttl = "60" }
        [plugins.next]
        @recorder
        config = { inherited = "P5T_FILE" }
        """;

    private readonly TestHost _test = new();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    private string[] Files => Directory.Exists(_test.Workspace.PathOf("state/files"))
        ? Directory.GetFiles(_test.Workspace.PathOf("state/files"), "*-*", SearchOption.AllDirectories)
        : [];

    [Fact]
    public async Task Answer_Content_StaysInTheCacheAndNoFileIsWritten()
    {
        _test.Write("[plugins.env]\nfiles = ['P5T_FILE']\nconfig = { vars = { P5T_FILE = 'a: b', P5T_A = 'c' } }");

        AuthenticationResult result = await _test.AskOneAsync();

        result.Warnings.ShouldBeEmpty();
        PluginCredential credential = result.Credential.ShouldNotBeNull();
        credential.GetVariables()["P5T_FILE"].ShouldBe("a: b");
        credential.IsFile("P5T_FILE").ShouldBeTrue();
        credential.IsFile("P5T_A").ShouldBeFalse();
        Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task Answer_WithoutTheVariable_WarnsWithThePlace()
    {
        _test.Write("[plugins.env]\nfiles = ['P5T_FILE', 'P5T_A']\nconfig = { vars = { P5T_A = 'c' } }");

        AuthenticationResult result = await _test.AskOneAsync();

        P5Exception warning = result.Warnings.ShouldHaveSingleItem();
        warning.Message.ShouldBe(
            $"Plugin 'env' did not return P5T_FILE, which {_test.Workspace.PathOf("p5.toml")}:2:1 lists in files.");
        warning.PluginName.ShouldBe("env");
    }

    [Fact]
    public async Task Files_ChangeInTheConfiguration_TakesEffectWithTheNextCall()
    {
        _test.Write("[plugins.env]\nfiles = []\nconfig = { vars = { P5T_FILE = 'a: b' } }");
        (await _test.AskOneAsync()).Credential!.IsFile("P5T_FILE").ShouldBeFalse();

        _test.Write("[plugins.env]\nfiles = ['P5T_FILE']\nconfig = { vars = { P5T_FILE = 'a: b' } }");

        (await _test.AskOneAsync()).Credential!.IsFile("P5T_FILE").ShouldBeTrue();
    }

    [Fact]
    public async Task Order_LaterPlugin_InheritsThePathOfAFileThatExists()
    {
        _test.Write(WithALaterPlugin);

        IReadOnlyList<AuthenticationResult> results = await _test.AskAsync();

        string path = Files.ShouldHaveSingleItem();
        results[1].Credential.ShouldNotBeNull().GetVariables().Values.ShouldContain(path);
        File.ReadAllText(path).ShouldBe("content");

        await _test.Host.CloseAsync();
        Files.ShouldBeEmpty();
    }

    // The later plugin is built in: a source may run a program that reads the file, or read it itself.
    [Fact]
    public async Task Order_CredentialRemovedFromTheCache_DeletesItsFileAlone()
    {
        _test.Write("""
            order = ["env", "other"]
            [plugins.env]
            files = ["P5T_FILE"]
            config = { vars = { P5T_FILE = "content" } }
            [plugins.other]
            builtin = "env"
            files = ["P5T_OTHER"]
            config = { vars = { P5T_OTHER = "other" } }
            [plugins.next]
            builtin = "env"
            config = { vars = { P5T_A = "a" } }
            """);
        await _test.AskAsync();
        Files.Select(Path.GetFileName).ShouldBe(["P5T_FILE-1", "P5T_OTHER-2"], ignoreOrder: true);

        _test.Host.Credentials.Remove("env").ShouldBeTrue();

        Path.GetFileName(Files.ShouldHaveSingleItem()).ShouldBe("P5T_OTHER-2");
        _test.Host.Credentials.Remove("other").ShouldBeTrue();
        Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task Order_CallAfterTheRemoval_PassesAFileThatExists()
    {
        _test.Write(WithALaterPlugin);
        await _test.AskAsync();
        string old = Files.ShouldHaveSingleItem();
        _test.Host.Credentials.Remove("env").ShouldBeTrue();
        _test.Host.Credentials.Remove("next").ShouldBeTrue();
        File.Exists(old).ShouldBeFalse();

        IReadOnlyList<AuthenticationResult> results = await _test.AskAsync();

        string path = Files.ShouldHaveSingleItem();
        path.ShouldBe(old);
        results[1].Credential.ShouldNotBeNull().GetVariables().Values.ShouldContain(path);
        File.ReadAllText(path).ShouldBe("content");
    }

    // The cached answer of a later plugin has the path.
    [Fact]
    public async Task Order_EarlierPluginIsRenewed_CachedAnswerOfTheLaterOneIsStillValid()
    {
        _test.Write(WithALifetime);
        await _test.AskAsync();
        string path = Files.ShouldHaveSingleItem();
        _test.Clock.Advance(TimeSpan.FromMinutes(2));
        File.Exists(path).ShouldBeFalse("its credential has expired");

        IReadOnlyList<AuthenticationResult> results = await _test.AskAsync();

        results[0].FromCache.ShouldBeFalse();
        results[1].FromCache.ShouldBeTrue();
        results[1].Credential!.GetVariables()["INHERITED_P5T_FILE"].ShouldBe(path);
        File.ReadAllText(path).ShouldBe("content");
    }

    // The later plugin, and whoever applied its credential, still has the path.
    [Fact]
    public async Task Order_EarlierPluginAloneIsRenewed_FileHasItsNewContentAndEnd()
    {
        _test.Write("""
            order = ["first"]
            [plugins.first]
            @recorder
            files = ["P5T_FILE"]
            config = { count = "P5T_FILE", ttl = "60" }
            [plugins.next]
            @recorder
            config = { inherited = "P5T_FILE" }
            """);
        await _test.AskAsync();
        string path = Files.ShouldHaveSingleItem();
        File.ReadAllText(path).ShouldBe("1");
        _test.Clock.Advance(TimeSpan.FromSeconds(40));

        await _test.AskOneAsync(options: new() { PluginNames = new HashSet<string> { "first" }, Force = true });

        File.ReadAllText(path).ShouldBe("2");
        _test.Clock.Advance(TimeSpan.FromSeconds(40));
        File.Exists(path).ShouldBeTrue();
    }

    // A program that has read the file must not continue with the old content.
    [Fact]
    public async Task Order_EarlierPluginReturnsOtherContent_LaterOneIsRestarted()
    {
        const string Toml = """
            order = ["env"]
            [plugins.env]
            files = ["P5T_FILE"]
            config = { vars = { P5T_FILE = "CONTENT" } }
            [plugins.next]
            @recorder
            config = { inherited = "P5T_FILE", ttl = "-1" }
            """;
        _test.Write(Toml);
        await _test.AskAsync();
        string path = Files.ShouldHaveSingleItem();
        await _test.AskAsync();
        _test.ProcessIds().ShouldHaveSingleItem();

        _test.Write(Toml.Replace("CONTENT", "new", StringComparison.Ordinal));
        IReadOnlyList<AuthenticationResult> results = await _test.AskAsync();

        results[1].Credential!.GetVariables()["INHERITED_P5T_FILE"].ShouldBe(path);
        File.ReadAllText(path).ShouldBe("new");
        _test.ProcessIds().Count.ShouldBe(2);
    }

    // A plugin without an order may be started while the variable of another one is applied.
    [Fact]
    public async Task Cached_AnswerHasThePathOfAFileThatIsGone_PluginIsCalledAgain()
    {
        _test.Write("""
            [plugins.env]
            files = ["P5T_FILE"]
            config = { vars = { P5T_FILE = "content" } }
            [plugins.next]
            @recorder
            config = { inherited = "P5T_FILE" }
            """);
        var next = new AuthenticationOptions { PluginNames = new HashSet<string> { "next" } };
        _test.Host.Environment.Apply(
            [(await _test.AskAsync(options: new() { PluginNames = new HashSet<string> { "env" } }))[0].Credential!]);
        string path = Files.ShouldHaveSingleItem();
        (await _test.AskOneAsync(options: next)).Credential!.GetVariables()["INHERITED_P5T_FILE"].ShouldBe(path);
        (await _test.AskOneAsync(options: next)).FromCache.ShouldBeTrue();

        _test.Host.Environment.Clear();

        (await _test.AskOneAsync(options: next)).Credential!.GetVariables()["INHERITED_P5T_FILE"].ShouldBe("(none)");
    }

    [Fact]
    public async Task Compose_AnswerOfALaterPluginHasAPath_FileExistsUntilTheCommandEnds()
    {
        _test.Write(WithALifetime);
        IReadOnlyList<AuthenticationResult> results = await _test.AskAsync();
        PluginCredential[] credentials = [.. results.Select(result => result.Credential!)];
        string path;
        using (CommandEnvironment command = _test.Host.Compose(credentials[0].Context, credentials))
        {
            path = command.Variables["INHERITED_P5T_FILE"];
            _test.Clock.Advance(TimeSpan.FromMinutes(2));
            File.ReadAllText(path).ShouldBe("content");
        }

        _test.Clock.Advance(TimeSpan.Zero);
        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public async Task Export_AnswerOfALaterPluginHasAPath_IsRefused()
    {
        _test.Write(WithALaterPlugin);
        IReadOnlyList<AuthenticationResult> results = await _test.AskAsync();
        var variables = VariableSet.Combine([results[1].Credential!]);

        P5Exception error = Should.Throw<P5Exception>(() => variables.RequireNoFiles("Do something else."));

        error.ErrorId.ShouldBe(ErrorIds.ExportFailed);
        error.Message.ShouldBe(
            "INHERITED_P5T_FILE of plugin 'next' contains the path of another plugin's file, which P5 deletes, so it "
            + "cannot be exported.");
        error.PluginName.ShouldBe("next");
    }

    [Fact]
    public async Task Order_FileCannotBeWritten_FailsThePluginWhoseFileItIs()
    {
        _test.Write("""
            order = ["env"]
            [plugins.env]
            files = ["P5T_FILE"]
            config = { vars = { P5T_FILE = "hunter2-content" } }
            [plugins.next]
            builtin = "command"
            config = { command = ["true"] }
            """);
        _test.Workspace.Write("state", "no folder");

        IReadOnlyList<AuthenticationResult> results = await _test.AskAsync();

        P5Exception error = results[0].Error.ShouldNotBeNull();
        error.ErrorId.ShouldBe(ErrorIds.StateUnusable);
        error.Message.ShouldStartWith("The file of P5T_FILE of plugin 'env' cannot be written: ");
        $"{error}".ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Close_AppliedFile_IsDeletedAndTheVariableStays()
    {
        _test.Write("[plugins.env]\nfiles = ['P5T_FILE']\nconfig = { vars = { P5T_FILE = 'a: b' } }");
        _test.Host.Environment.Apply([(await _test.AskOneAsync()).Credential!]);
        string path = Files.ShouldHaveSingleItem();

        await _test.Host.CloseAsync(kill: true);

        Files.ShouldBeEmpty();
        _test.Environment["P5T_FILE"].ShouldBe(path);
    }

    [Fact]
    public async Task Authenticate_FilesOfAKilledProcess_AreDeleted()
    {
        _test.Write("[plugins.env]\nconfig = { vars = { P5T_A = 'a' } }");
        PrivateFolder.Create(_test.Workspace.PathOf("state"));
        PrivateFolder.Create(_test.Workspace.PathOf("state/files"));
        PrivateFolder.Create(_test.Workspace.PathOf("state/files/0123456789ab"));
        _test.Workspace.Write("state/files/0123456789ab/KUBECONFIG-1", "hunter2");

        await _test.AskOneAsync();

        Files.ShouldBeEmpty();
    }
}
