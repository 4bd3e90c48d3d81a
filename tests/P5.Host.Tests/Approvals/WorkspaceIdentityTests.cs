namespace P5.Host.Tests;

/// <summary>Worktrees of one repository are one to approvals; nothing else is.</summary>
[Trait("Category", "Hostile")]
public sealed class WorkspaceIdentityTests : IDisposable
{
    private readonly TemporaryWorkspace _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Of_NoRepository_IsItsFolder()
    {
        Write("shop/Pulumi.yaml");

        Of("shop").ShouldBe(new WorkspaceIdentity(Real("shop"), "."));
    }

    [Fact]
    public void Of_BelowTheRoot_HasThePathFromThere()
    {
        Repository("main");
        Write("main/infra/shop/Pulumi.yaml");

        Of("main/infra/shop").ShouldBe(new WorkspaceIdentity(Real("main/.git"), "infra/shop"));
    }

    [Fact]
    public void Of_LinkedWorktree_IsThatOfTheMainOne()
    {
        Repository("main");
        Worktree("main", "feature", "feature");

        Of("feature").ShouldBe(Of("main"));
    }

    [Fact]
    public void Of_WorktreeWithRelativePaths_IsThatOfTheMainOne()
    {
        Repository("main");
        Write("feature/.git", "gitdir: ../main/.git/worktrees/feature\n");
        Write("main/.git/worktrees/feature/commondir", "../..\n");
        Write("main/.git/worktrees/feature/gitdir", "../../../../feature/.git\n");

        Of("feature").ShouldBe(Of("main"));
    }

    // A downloaded folder that claims to be a worktree of a repository that the user has approved.
    [Theory]
    [InlineData("gitdir: {0}/main/.git\n")]
    [InlineData("gitdir: {0}/main/.git/worktrees/feature\n")]
    [InlineData("gitdir: {0}/fake\n")]
    public void Of_FolderThatClaimsToBeAWorktree_IsItsOwn(string line)
    {
        Repository("main");
        Worktree("main", "feature", "feature");
        Write("fake/commondir", $"{_files.Root}/main/.git\n");
        Write("fake/gitdir", $"{_files.Root}/download/.git\n");
        Write("download/.git", string.Format(null, line, _files.Root));

        Of("download").Repository.ShouldBe(Real("download/.git"));
    }

    [Fact]
    public void Of_LinkToTheGitFolderOfAnother_IsItsOwn()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        Repository("main");
        Write("download/Pulumi.yaml");
        Directory.CreateSymbolicLink(_files.PathOf("download/.git"), _files.PathOf("main/.git"));

        Of("download").Repository.ShouldBe(Path.Combine(Real("download"), ".git"));
    }

    [Fact]
    public void Of_PathThroughALink_IsWhereItLeads()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        Repository("main");
        Directory.CreateSymbolicLink(_files.PathOf("link"), _files.PathOf("main"));

        Of("link").ShouldBe(Of("main"));
    }

    [Fact]
    public void Of_LinksInACircle_IsAnError()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        Directory.CreateSymbolicLink(_files.PathOf("a"), _files.PathOf("b"));
        Directory.CreateSymbolicLink(_files.PathOf("b"), _files.PathOf("a"));

        Should.Throw<P5Exception>(() => Of("a")).ErrorId.ShouldBe(ErrorIds.ConfigInvalid);
    }

    private WorkspaceIdentity Of(string relative) => WorkspaceIdentity.Of(_files.PathOf(relative));

    private string Real(string relative) => RealPath.Of(_files.PathOf(relative));

    private void Write(string relative, string text = "") => _files.Write(relative, text);

    private void Repository(string folder) => Write($"{folder}/.git/HEAD");

    private void Worktree(string main, string folder, string name)
    {
        Write($"{folder}/.git", $"gitdir: {_files.Root}/{main}/.git/worktrees/{name}\n");
        Write($"{main}/.git/worktrees/{name}/commondir", "../..\n");
        Write($"{main}/.git/worktrees/{name}/gitdir", $"{_files.Root}/{folder}/.git\n");
    }
}
