namespace P5.Host.Tests;

public sealed class WorkspaceLocatorTests : IDisposable
{
    private readonly TemporaryWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("Pulumi.yaml")]
    [InlineData("Pulumi.yml")]
    [InlineData("p5.toml")]
    public void Find_FolderWithAFile_IsTheWorkspace(string file)
    {
        _workspace.Write(file, "");

        WorkspaceLocator.Find(_workspace.Root).ShouldBe(_workspace.Root);
        WorkspaceLocator.Find(_workspace.Root + Path.DirectorySeparatorChar).ShouldBe(_workspace.Root);
        WorkspaceLocator.Find(_workspace.PathOf(file)).ShouldBe(_workspace.Root);
    }

    [Fact]
    public void Find_FolderBelow_IsTheNearestWorkspace()
    {
        _workspace.Write("p5.toml", "");
        _workspace.Write("a/Pulumi.yaml", "");
        _workspace.Write("a/b/c/main.go", "");
        _workspace.Write("d/e/f", "");

        WorkspaceLocator.Find(_workspace.PathOf("a/b/c")).ShouldBe(_workspace.PathOf("a"));
        WorkspaceLocator.Find(_workspace.PathOf("d/e")).ShouldBe(_workspace.Root);
    }

    [Fact]
    public void Find_OnlyAStackFile_IsNotEnough()
    {
        _workspace.Write("Pulumi.dev.yaml", "");
        Directory.CreateDirectory(_workspace.PathOf("Pulumi.yaml"));

        var error = Should.Throw<P5Exception>(() => WorkspaceLocator.Find(_workspace.Root));

        error.ErrorId.ShouldBe(ErrorIds.WorkspaceNotFound);
        error.Message.ShouldContain(_workspace.Root);
        error.RecommendedAction.ShouldNotBeEmpty();
    }
}
