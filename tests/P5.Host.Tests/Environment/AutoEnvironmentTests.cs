namespace P5.Host.Tests;

public sealed class AutoEnvironmentTests : IAsyncDisposable
{
    private static readonly Guid s_caller = Guid.NewGuid();

    private readonly TestHost _test = new();
    private int _edits;

    public AutoEnvironmentTests()
    {
        _test.Environment["PULUMI_STACK"] = "dev";
        foreach (string workspace in new[] { "a", "b" })
        {
            Write($"{workspace}/p5.toml", Static(workspace));
            Write($"{workspace}/Pulumi.yaml", $"name: {workspace}\nruntime: yaml\n");
            Write($"{workspace}/Pulumi.dev.yaml", "");
            Write($"{workspace}/Pulumi.prod.yaml", "");
        }

        Directory.CreateDirectory(PathOf("a/sub"));
    }

    private AutoEnvironment Auto => _test.Host.AutoEnvironment;

    private string? Who => _test.Environment["WHO"];

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task Enter_NotApproved_AppliesNothingAndReportsItOnce()
    {
        P5Exception problem = (await MoveAsync("a")).ShouldNotBeNull();

        problem.ErrorId.ShouldBe(ErrorIds.WorkspaceNotApproved);
        problem.Message.ShouldContain(PathOf("a"));
        Who.ShouldBeNull();
        (await MoveAsync("a/sub")).ShouldBeNull();
        await MoveAsync(".");
        (await MoveAsync("a")).ShouldBeNull("the same files were reported before");
    }

    [Fact]
    public async Task Enter_NotApprovedWithoutPlugins_IsQuiet()
    {
        Write("plain/Pulumi.yaml", "name: plain\nruntime: yaml\n");

        (await MoveAsync("plain")).ShouldBeNull();
    }

    [Fact]
    public async Task Enter_Approved_AppliesUntilItIsLeft()
    {
        Approve("a");

        (await MoveAsync("a/sub")).ShouldBeNull();

        Who.ShouldBe("a");
        Auto.IsApplied.ShouldBeTrue();
        await MoveAsync(".");
        Who.ShouldBeNull();
        _test.Environment[StatusVariables.Stack].ShouldBeNull();
        Auto.IsApplied.ShouldBeFalse();
    }

    [Fact]
    public async Task Enter_AnotherWorkspace_ReplacesTheFirst()
    {
        Approve("a");
        Approve("b");
        await MoveAsync("a");

        await MoveAsync("b");

        Who.ShouldBe("b");
    }

    [Fact]
    public async Task Enter_NestedWorkspaceThatIsNotApproved_RestoresTheOuter()
    {
        Write("a/sub/p5.toml", Static("nested"));
        Approve("a");
        await MoveAsync("a");

        P5Exception? problem = await MoveAsync("a/sub");

        problem.ShouldNotBeNull().Message.ShouldContain(PathOf("a/sub"));
        Who.ShouldBeNull();
        await MoveAsync("a");
        Who.ShouldBe("a");
    }

    [Fact]
    public async Task Enter_FolderThatWasDeleted_LeavesTheWorkspace()
    {
        Approve("a");
        await MoveAsync("a");

        Directory.Delete(PathOf("a"), recursive: true);
        await MoveAsync("a/sub");

        Who.ShouldBeNull();
    }

    [Theory]
    [InlineData("a/p5.toml", "p5.toml")]
    [InlineData("a/Pulumi.yaml", "Pulumi.yaml")]
    [InlineData("a/Pulumi.dev.yaml", "Pulumi.dev.yaml")]
    public async Task Enter_FileChangedInside_RestoresAndNamesIt(string file, string name)
    {
        Approve("a");
        await MoveAsync("a");

        Edit(file);
        P5Exception problem = (await MoveAsync("a/sub")).ShouldNotBeNull();

        problem.ErrorId.ShouldBe(ErrorIds.WorkspaceNotApproved);
        problem.Message.ShouldContain($"{name} of {PathOf("a")} changed since the approval");
        Who.ShouldBeNull();
        Approve("a");
        (await MoveAsync("a")).ShouldBeNull();
        Who.ShouldBe("a");
    }

    [Fact]
    public async Task Enter_FileOfAnotherStackChanged_StaysApproved()
    {
        Approve("a");
        Edit("a/Pulumi.prod.yaml");

        (await MoveAsync("a")).ShouldBeNull();

        Who.ShouldBe("a");
        _test.Environment["PULUMI_STACK"] = "prod";
        (await MoveAsync("a")).ShouldNotBeNull().Message.ShouldContain("Pulumi.prod.yaml");
        Who.ShouldBeNull("nothing of dev stays in prod");
    }

    // What decides is what is there, so a file that is new or gone counts as one that changed.
    [Theory]
    [InlineData("a/Pulumi.dev.yaml")]
    [InlineData("a/Pulumi.yaml")]
    public async Task Enter_FileGone_IsNotAsApproved(string file)
    {
        Approve("a");
        File.Delete(PathOf(file));

        (await MoveAsync("a")).ShouldNotBeNull().ErrorId.ShouldBe(ErrorIds.WorkspaceNotApproved);
    }

    [Fact]
    public async Task Enter_NewStackFile_IsNotAsApproved()
    {
        Approve("a");
        Write("a/Pulumi.new.yaml", "");
        _test.Environment["PULUMI_STACK"] = "new";

        (await MoveAsync("a")).ShouldNotBeNull().Message.ShouldContain("Pulumi.new.yaml");
    }

    [Fact]
    public async Task Enter_EarlierContentThatWasApproved_NeedsNoSecondApproval()
    {
        string before = File.ReadAllText(PathOf("a/p5.toml"));
        Approve("a");
        Edit("a/p5.toml");
        Approve("a");

        Write("a/p5.toml", before);

        (await MoveAsync("a")).ShouldBeNull();
        Who.ShouldBe("a");
    }

    // Two approved states, and a mixture of both that is not approved.
    [Fact]
    public async Task Enter_FilesOfTwoApprovals_IsNotAsApproved()
    {
        string before = File.ReadAllText(PathOf("a/p5.toml"));
        Approve("a");
        Edit("a/p5.toml");
        Edit("a/Pulumi.dev.yaml");
        Approve("a");

        Write("a/p5.toml", before);

        (await MoveAsync("a")).ShouldNotBeNull().ErrorId.ShouldBe(ErrorIds.WorkspaceNotApproved);
    }

    [Fact]
    public async Task Enter_Revoked_Restores()
    {
        Approve("a");
        await MoveAsync("a");

        _test.Host.Approvals.Remove(WorkspaceIdentity.Of(PathOf("a")));
        await MoveAsync("a");

        Who.ShouldBeNull();
    }

    // What is not approved is compared and not parsed: it may have been written to take long.
    [Theory]
    [InlineData("a/p5.toml", "[plugins")]
    [InlineData("a/Pulumi.yaml", "stackConfigDir: [")]
    [InlineData("a/Pulumi.dev.yaml", "config: [")]
    public async Task Enter_ChangedToInvalidConfiguration_IsReportedAsAChangeAndRestores(string file, string text)
    {
        Approve("a");
        await MoveAsync("a");

        Write(file, text);

        Auto.IsCurrent(PathOf("a")).ShouldBeFalse();
        P5Exception problem = (await MoveAsync("a")).ShouldNotBeNull();
        problem.ErrorId.ShouldBe(ErrorIds.WorkspaceNotApproved);
        problem.Message.ShouldContain($"{Path.GetFileName(file)} of {PathOf("a")} changed since the approval");
        Who.ShouldBeNull();
    }

    [Theory]
    [InlineData("a/p5.toml", '#', ConfigFileText.MaximumUnapprovedBytes, false)]
    [InlineData("a/p5.toml", '#', ConfigFileText.MaximumUnapprovedBytes + 1, true)]
    [InlineData("a/p5.toml", '[', ConfigFileText.MaximumUnapprovedBytes + 1, true)]
    [InlineData("a/Pulumi.yaml", '#', ConfigFileText.MaximumUnapprovedBytes + 1, true)]
    [InlineData("a/Pulumi.yaml", '[', ConfigFileText.MaximumUnapprovedBytes + 1, true)]
    public async Task Enter_NotApprovedAndLarge_IsNotParsed(string file, char character, int size, bool isTooLarge)
    {
        string text = File.ReadAllText(PathOf(file)) + "\n#";
        Write(file, text + new string(character, size - text.Length));

        P5Exception problem = (await MoveAsync("a")).ShouldNotBeNull();

        problem.ErrorId.ShouldBe(isTooLarge ? ErrorIds.ConfigInvalid : ErrorIds.WorkspaceNotApproved);
        problem.RecommendedAction.ShouldContain("Approve-P5Workspace");
        if (isTooLarge)
        {
            problem.Message.ShouldBe(
                $"{PathOf(file)}: The file has 65,537 bytes; the limit is 65,536 bytes (64 KiB) in a workspace that is "
                + "not approved.");
        }
    }

    [Fact]
    public async Task Enter_ApprovedAndLarge_Applies()
    {
        Write("a/p5.toml", Static("large") + '#' + new string('x', 2 * ConfigFileText.MaximumUnapprovedBytes));
        Approve("a");

        (await MoveAsync("a")).ShouldBeNull();

        Who.ShouldBe("large");
    }

    [Fact]
    public async Task Enter_NoStackSelected_IsReportedOnceAndRetriedWhenOneIs()
    {
        Approve("a");
        _test.Environment["PULUMI_STACK"] = null;

        (await MoveAsync("a")).ShouldNotBeNull().ErrorId.ShouldBe(ErrorIds.StackNotSelected);

        (await MoveAsync("a")).ShouldBeNull();
        _test.Environment["PULUMI_STACK"] = "dev";
        await MoveAsync("a");
        Who.ShouldBe("a");
    }

    [Fact]
    public async Task Enter_StackSelectedWithPulumiInside_FollowsIt()
    {
        _test.Environment["PULUMI_STACK"] = null;
        Approve("a");
        Select("a", "dev");
        await MoveAsync("a");
        _test.Environment[StatusVariables.Stack].ShouldBe("dev");

        Select("a", "prod");
        await MoveAsync("a");

        _test.Environment[StatusVariables.Stack].ShouldBe("prod");
    }

    // The backend of the plugin has no selection of its own; the stack stays the one that led to it.
    [Fact]
    public async Task Enter_PluginGivesAnotherBackend_KeepsTheStack()
    {
        _test.Environment["PULUMI_STACK"] = null;
        Write("a/p5.toml", "[plugins.env.config.vars]\nWHO = 'a'\nPULUMI_BACKEND_URL = 's3://other'\n");
        Write("home/.pulumi/credentials.json", """{"current": "file://~"}""");
        Select("a", """{"stacks": {"file://~": "dev"}}""", isState: true);
        Approve("a");
        (await MoveAsync("a")).ShouldBeNull();
        _test.Environment["PULUMI_BACKEND_URL"].ShouldBe("s3://other");

        Select("a", """{"stacks": {"file://~": "dev"} }""", isState: true);

        (await MoveAsync("a")).ShouldBeNull();
        _test.Environment[StatusVariables.Stack].ShouldBe("dev");
    }

    [Fact]
    public async Task Enter_AppliedByHandInside_StandsUntilTheWorkspaceIsLeft()
    {
        Approve("a");
        await MoveAsync("a");
        foreach (PluginCredential credential in await AskAsync(ConfigurationLoader.Load(PathOf("a"), "prod")))
        {
            _test.Host.Environment.Apply([credential], s_caller);
        }

        Auto.IsApplied.ShouldBeFalse();
        Edit("a/p5.toml");
        (await MoveAsync("a/sub")).ShouldBeNull();
        _test.Environment[StatusVariables.Stack].ShouldBe("prod");
        await MoveAsync(".");
        Who.ShouldBeNull();
    }

    [Fact]
    public async Task Enter_ClearedByHandInside_StaysClearedUntilTheWorkspaceIsEnteredAgain()
    {
        Approve("a");
        await MoveAsync("a");

        _test.Host.Environment.Clear(caller: s_caller);
        await MoveAsync("a/sub");

        Who.ShouldBeNull();
        await MoveAsync(".");
        await MoveAsync("a");
        Who.ShouldBe("a");
    }

    [Fact]
    public async Task Enter_AppliedByHandOutside_StaysInWorkspacesThatAreNotApproved()
    {
        foreach (PluginCredential credential in await AskAsync(ConfigurationLoader.Load(PathOf("b"), "dev")))
        {
            _test.Host.Environment.Apply([credential], s_caller);
        }

        await MoveAsync("a");
        await MoveAsync(".");

        Who.ShouldBe("b");
    }

    [Fact]
    public async Task Enter_InsideAScope_WaitsForItsEnd()
    {
        Approve("a");
        await MoveAsync("a");
        WorkspaceConfiguration other = ConfigurationLoader.Load(PathOf("b"), "dev");
        using (EnvironmentScope scope = _test.Host.Environment.Enter(AuthenticationContext.Of(other)!, s_caller))
        {
            foreach (PluginCredential credential in await AskAsync(other))
            {
                _test.Host.Environment.Apply([credential], s_caller);
            }

            Auto.IsCurrent(PathOf(".")).ShouldBeTrue();
            await MoveAsync(".");
            Who.ShouldBe("b");
        }

        Who.ShouldBe("a");
        Auto.IsApplied.ShouldBeTrue("nothing took it over");
        Auto.IsCurrent(PathOf(".")).ShouldBeFalse();
        await MoveAsync(".");
        Who.ShouldBeNull();
    }

    [Fact]
    public async Task Enter_CredentialExpired_AsksAgain()
    {
        _test.Write($"[plugins.r]\n@recorder\n[plugins.r.config]\nttl = '60'\ncount = 'COUNT'\n");
        Approve(".");
        await MoveAsync(".");
        _test.Environment["COUNT"].ShouldBe("1");

        Auto.IsCurrent(_test.Workspace.Root).ShouldBeTrue();
        _test.Clock.Advance(TimeSpan.FromSeconds(61));
        await MoveAsync(".");

        _test.Environment["COUNT"].ShouldBe("2");
    }

    [Fact]
    public async Task Enter_InterruptedWhileAsking_IsNotTriedWithEveryStepInside()
    {
        Approve("a");
        Auto.Enter(PathOf("a"), s_caller).Configuration.ShouldNotBeNull();

        Auto.IsCurrent(PathOf("a/sub")).ShouldBeTrue();
        await MoveAsync("a/sub");
        Who.ShouldBeNull();
        await MoveAsync(".");
        await MoveAsync("a");
        Who.ShouldBe("a");
    }

    [Fact]
    public async Task Apply_PluginTakenOutOfTheConfiguration_TakesItsVariablesBack()
    {
        _test.Write(
            "[plugins.r]\n@recorder\n[plugins.r.config]\n'env.MORE' = 'x'\n[plugins.env.config.vars]\nWHO = 'both'\n");
        Approve(".");
        await MoveAsync(".");
        _test.Environment["MORE"].ShouldBe("x");

        Write("p5.toml", Static("one"));
        Approve(".");
        await MoveAsync(".");

        Who.ShouldBe("one");
        _test.Environment["MORE"].ShouldBeNull();
    }

    [Fact]
    public async Task Stop_Applied_TakesItBack()
    {
        Approve("a");
        await MoveAsync("a");

        Auto.Stop(s_caller);

        Who.ShouldBeNull();
    }

    [Fact]
    public async Task Stop_AppliedByHandSince_LeavesIt()
    {
        Approve("a");
        await MoveAsync("a");
        foreach (PluginCredential credential in await AskAsync(ConfigurationLoader.Load(PathOf("a"), "prod")))
        {
            _test.Host.Environment.Apply([credential], s_caller);
        }

        Auto.Stop(s_caller);

        Who.ShouldBe("a");
    }

    [Fact]
    public async Task Enter_EnvFileEdited_AppliesItsNewContent()
    {
        Write(
            "a/p5.toml",
            "[plugins.env.config]\nsources = [{path = '.env'}, {path = 'local.env', optional = true}]\n");
        Write("a/.env", "WHO=first");
        Approve("a");
        await MoveAsync("a");
        Who.ShouldBe("first");
        Auto.IsCurrent(PathOf("a")).ShouldBeTrue();

        Write("a/.env", "WHO=second");
        Auto.IsCurrent(PathOf("a")).ShouldBeFalse();
        await MoveAsync("a");
        Who.ShouldBe("second");

        Write("a/local.env", "WHO=local");
        await MoveAsync("a");
        Who.ShouldBe("local");

        File.Delete(PathOf("a/local.env"));
        await MoveAsync("a");
        Who.ShouldBe("second");
    }

    private string PathOf(string relative) => Path.GetFullPath(_test.Workspace.PathOf(relative));

    private void Write(string relative, string text) => _test.Workspace.Write(relative, text);

    // Each edit has a length of its own: a file system may give two of them one time.
    [Fact]
    public async Task Enter_StackFilesInAnotherFolder_AreWatchedAndMustBeApproved()
    {
        Write("a/Pulumi.yaml", "name: a\nruntime: yaml\nstackConfigDir: config\n");
        Write("a/config/Pulumi.dev.yaml", "config: {p5:plugins: {env: {vars: {WHO: stack}}}}");
        Approve("a");
        await MoveAsync("a");
        Who.ShouldBe("stack");

        Edit("a/config/Pulumi.dev.yaml");

        (await MoveAsync("a")).ShouldNotBeNull().Message.ShouldContain("config/Pulumi.dev.yaml of");
        Who.ShouldBeNull();
        Approve("a");
        await MoveAsync("a");
        Who.ShouldBe("stack");
    }

    private void Edit(string relative) =>
        File.AppendAllText(PathOf(relative), $"\n#{new string('x', ++_edits)}\n");

    private static string Static(string who) => $"[plugins.env.config.vars]\nWHO = '{who}'\n";

    private void Approve(string workspace) =>
        _test.Host.Approvals.Save(WorkspaceReview.Of(PathOf(workspace)).Approve(_test.Clock.GetUtcNow()));

    private void Select(string workspace, string text, bool isState = false)
    {
        string file = new StackSelector(
            new StackSelectorOptions { HomeDirectory = PathOf("home"), ReadVariable = _ => null })
            .SelectionFile(PathOf(workspace))!;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, isState ? text : $$"""{"stack": "{{text}}"}""");
    }

    /// <summary>Does what a shell does when its location has changed.</summary>
    /// <returns>What it would tell.</returns>
    private async Task<P5Exception?> MoveAsync(string relative)
    {
        string folder = PathOf(relative);
        if (Auto.IsCurrent(folder))
        {
            return null;
        }

        AutoEnvironmentStep step = Auto.Enter(folder, s_caller);
        if (step.Configuration is { } configuration)
        {
            Auto.Apply(configuration, await AskAsync(configuration), s_caller);
        }

        return step.Problem;
    }

    private async Task<IReadOnlyList<PluginCredential>> AskAsync(WorkspaceConfiguration configuration) =>
        await _test.Host.AuthenticateAsync(configuration)
            .Select(result => result.Credential.ShouldNotBeNull(result.Error?.Message))
            .ToListAsync();
}
