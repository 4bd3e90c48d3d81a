namespace P5.Host.Tests;

/// <summary>The files that a setting of a repository may name: a link in it must not lead to others.</summary>
[Trait("Category", "Hostile")]
public sealed class RepositoryFolderTests : IDisposable
{
    private readonly TemporaryFolder _files = new();

    public RepositoryFolderTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right there.");
        Directory.CreateDirectory(_files.PathOf("repo/.git"));
        Directory.CreateDirectory(_files.PathOf("repo/shop"));
        _files.Write("repo/token", "");
        _files.Write("user/token", "");
        Link("repo/shop/inner", "repo/token");
        Link("repo/shop/outer", "user/token");
        Link("repo/shop/folder", "user");
        Link("user/own", "user/token");
        Link("user/back", "repo/shop/outer");
        Link("way", "repo/shop");
    }

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("inner")]
    [InlineData("../token")]
    [InlineData("missing")]
    [InlineData("../../user/token")]
    [InlineData("../../user/own")]
    [InlineData("@/user/own")]
    [InlineData("@/way/inner")]
    public void FindFile_NoLinkOfTheRepositoryLeadsOut_IsItsFullPath(string path) =>
        RepositoryFolder.FindFile(Fill(path), _files.PathOf("repo/shop"))
            .ShouldBe(Path.GetFullPath(Fill(path), _files.PathOf("repo/shop")));

    // Not where the path begins counts, but whether the repository decides where it ends.
    [Theory]
    [InlineData("outer")]
    [InlineData("folder/token")]
    [InlineData("@/repo/shop/outer")]
    [InlineData("@/way/outer")]
    [InlineData("@/user/back")]
    public void FindFile_ALinkOfTheRepositoryLeadsOut_IsRefused(string path) =>
        Should.Throw<IOException>(() => RepositoryFolder.FindFile(Fill(path), _files.PathOf("repo/shop")))
            .Message.ShouldContain($"leads to {RealPath.Of(_files.PathOf("user/token"))}, outside of it");

    [Theory]
    [InlineData("inner", "inner, which is @/repo/token")]
    [InlineData("missing", "missing")]
    [InlineData("../../user/own", "../../user/own, which is @/user/token")]
    public void DescribeFile_ForTheUserWhoApproves_SaysWhichFileItIs(string path, string expected) =>
        RepositoryFolder.DescribeFile(path, _files.PathOf("repo/shop")).ShouldBe(
            expected.Replace("@", RealPath.Of(_files.Root), StringComparison.Ordinal));

    private string Fill(string path) => path.Replace("@", _files.Root, StringComparison.Ordinal);

    private void Link(string link, string target) =>
        File.CreateSymbolicLink(_files.PathOf(link), _files.PathOf(target));
}
