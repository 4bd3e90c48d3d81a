using System.Runtime.Versioning;

namespace P5.Host.Tests;

[Trait("Category", "Hostile")]
public sealed class ApprovalStoreTests : IDisposable
{
    private static readonly WorkspaceIdentity s_shop = new("/code/shop/.git", "infra");
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly TemporaryWorkspace _files = new();
    private readonly ApprovalStore _store;

    public ApprovalStoreTests() => _store = new ApprovalStore(_files.PathOf("state/p5"));

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Find_NothingSaved_IsEmpty()
    {
        _store.Find(s_shop).ShouldBeEmpty();
        _store.List().ShouldBeEmpty();
        _store.Remove(s_shop).ShouldBeFalse();
    }

    [Fact]
    public void Find_Saved_IsTheSame()
    {
        Approval approval = Of(s_shop, "1");

        _store.Save(approval);

        Approval found = _store.Find(s_shop).ShouldHaveSingleItem();
        found.Identity.ShouldBe(approval.Identity);
        found.Path.ShouldBe(approval.Path);
        found.ApprovedAt.ShouldBe(approval.ApprovedAt);
        found.Files.ShouldBe(approval.Files);
    }

    [Fact]
    public void Save_SameContentAgain_KeepsOneWithTheLaterTime()
    {
        _store.Save(Of(s_shop, "1"));
        _store.Save(Of(s_shop, "1") with { ApprovedAt = s_now.AddDays(1) });

        _store.Find(s_shop).ShouldHaveSingleItem().ApprovedAt.ShouldBe(s_now.AddDays(1));
    }

    [Fact]
    public void Save_ManyContents_KeepsTheLatest()
    {
        for (int i = 0; i < ApprovalStore.MostContents + 2; i++)
        {
            _store.Save(Of(s_shop, $"{i}") with { ApprovedAt = s_now.AddMinutes(i) });
        }

        IReadOnlyList<Approval> found = _store.Find(s_shop);

        found.Count.ShouldBe(ApprovalStore.MostContents);
        found[0].Files["p5.toml"].ShouldBe($"{ApprovalStore.MostContents + 1}");
        found[^1].Files["p5.toml"].ShouldBe("2");
    }

    [Fact]
    public void Remove_OneWorkspace_LeavesTheOthers()
    {
        WorkspaceIdentity other = s_shop with { Workspace = "." };
        _store.Save(Of(s_shop, "1"));
        _store.Save(Of(s_shop, "2"));
        _store.Save(Of(other, "1"));

        _store.Remove(s_shop).ShouldBeTrue();

        _store.List().ShouldHaveSingleItem().Identity.ShouldBe(other);
    }

    [Fact]
    public async Task Save_FromManyShellsAtOnce_LosesNone()
    {
        WorkspaceIdentity[] identities = [.. Enumerable.Range(0, 16).Select(i => s_shop with { Workspace = $"{i}" })];

        await Parallel.ForEachAsync(identities, (identity, _) =>
        {
            new ApprovalStore(_files.PathOf("state/p5")).Save(Of(identity, "1"));
            return ValueTask.CompletedTask;
        });

        _store.List().Select(approval => approval.Identity).ShouldBe(identities, ignoreOrder: true);
        Directory.GetFiles(_store.Directory).Length.ShouldBe(identities.Length, "no temporary file is left");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Save_OnUnix_GivesOnlyTheUserAccess()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows inherits the rights of the user's own folder.");

        _store.Save(Of(s_shop, "1"));

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.GetUnixFileMode(_store.Directory).ShouldBe(Owner | UnixFileMode.UserExecute);
        File.GetUnixFileMode(_files.PathOf("state/p5")).ShouldBe(Owner | UnixFileMode.UserExecute);
        File.GetUnixFileMode(Directory.GetFiles(_store.Directory).Single()).ShouldBe(Owner);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [UnsupportedOSPlatform("windows")]
    public void Find_OthersCanWrite_IsRefused(bool toTheFile)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows inherits the rights of the user's own folder.");
        _store.Save(Of(s_shop, "1"));
        string path = toTheFile ? Directory.GetFiles(_store.Directory).Single() : _store.Directory;
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherWrite);

        P5Exception exception = Should.Throw<P5Exception>(() => _store.Find(s_shop));

        exception.ErrorId.ShouldBe(ErrorIds.StateUnusable);
        exception.Message.ShouldContain(path);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [SupportedOSPlatform("windows")]
    public void Find_OthersCanWriteOnWindows_IsRefused(bool toTheFile)
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "only Windows has access control lists");
        _store.Save(Of(s_shop, "1"));
        _store.Find(s_shop).Count.ShouldBe(1);
        string path = toTheFile ? Directory.GetFiles(_store.Directory).Single() : _store.Directory;
        AccessList.AllowEveryone(path);

        P5Exception exception = Should.Throw<P5Exception>(() => _store.Find(s_shop));

        exception.ErrorId.ShouldBe(ErrorIds.StateUnusable);
        exception.Message.ShouldStartWith($"Other users can write to {path}");
        exception.RecommendedAction.ShouldContain("icacls");
    }

    // After "sudo -E", root has the home folder of another user, and every right in it.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [UnsupportedOSPlatform("windows")]
    public async Task Find_AnotherUserOwnsIt_IsRefused(bool theFile)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows inherits the rights of the user's own folder.");
        Assert.SkipWhen(UnixStatus.CurrentUser != 0, "Only root can give a file to another user.");
        _store.Save(Of(s_shop, "1"));
        string path = theFile ? Directory.GetFiles(_store.Directory).Single() : _store.Directory;
        await Tool.RunAsync("chown", "12345", path);

        P5Exception exception = Should.Throw<P5Exception>(() => _store.Find(s_shop));

        exception.ErrorId.ShouldBe(ErrorIds.StateUnusable);
        exception.Message.ShouldStartWith($"Another user owns {path}, so it is not used.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    public void Find_FileIsNotAnApproval_IsAnErrorThatNamesIt(string text)
    {
        _store.Save(Of(s_shop, "1"));
        string file = Directory.GetFiles(_store.Directory).Single();
        File.WriteAllText(file, text);

        P5Exception exception = Should.Throw<P5Exception>(() => _store.Find(s_shop));

        exception.ErrorId.ShouldBe(ErrorIds.StateUnusable);
        exception.Message.ShouldContain(file);
    }

    [Fact]
    public void Save_FolderIsAFile_IsAnError()
    {
        _files.Write("state/p5", "");

        Should.Throw<P5Exception>(() => _store.Save(Of(s_shop, "1"))).ErrorId.ShouldBe(ErrorIds.StateUnusable);
    }

    private static Approval Of(WorkspaceIdentity identity, string digest) => new()
    {
        Identity = identity,
        Path = "/code/shop/infra",
        ApprovedAt = s_now,
        Files = new Dictionary<string, string> { ["p5.toml"] = digest },
    };
}
