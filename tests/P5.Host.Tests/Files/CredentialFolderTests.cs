using System.Runtime.Versioning;

namespace P5.Host.Tests;

public sealed class CredentialFolderTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TemporaryFolder _folder = new();

    private string Runtime => _folder.PathOf("run");

    private string State => _folder.PathOf("state");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Create_RuntimeFolderOfTheUser_IsUsed()
    {
        PrivateFolder.Create(Runtime);

        using HeldFolder held = new CredentialFolder(State, Runtime).Create(HeldFolder.NewName());

        Path.GetDirectoryName(held.Path).ShouldBe(_folder.PathOf("run/p5"));
        Directory.Exists(State).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("run")]
    [InlineData("/nowhere/at/all")]
    public void Create_NoRuntimeFolder_UsesTheState(string? runtime)
    {
        using HeldFolder held = new CredentialFolder(State, runtime).Create(HeldFolder.NewName());

        Path.GetDirectoryName(held.Path).ShouldBe(_folder.PathOf("state/files"));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Create_RuntimeFolderThatOthersCanEnter_UsesTheState()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It is about permissions of Unix.");
        PrivateFolder.Create(Runtime);
        File.SetUnixFileMode(Runtime, Owner | UnixFileMode.OtherExecute);

        using HeldFolder held = new CredentialFolder(State, Runtime).Create(HeldFolder.NewName());

        held.Path.ShouldStartWith(State);
    }

    [Fact]
    [Trait("Category", "Hostile")]
    [UnsupportedOSPlatform("windows")]
    public void Create_LinkOrFolderOfOthers_IsRefusedAndNothingIsWritten()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It is about permissions of Unix.");
        PrivateFolder.Create(State);
        string elsewhere = Directory.CreateDirectory(_folder.PathOf("elsewhere"), Owner).FullName;
        Directory.CreateSymbolicLink(Path.Combine(State, "files"), elsewhere);
        Refused("it is a link");
        Directory.GetFileSystemEntries(elsewhere).ShouldBeEmpty();

        Directory.Delete(Path.Combine(State, "files"));
        Directory.CreateDirectory(Path.Combine(State, "files"), Owner | UnixFileMode.GroupRead);
        Refused("other users can enter it");

        void Refused(string why)
        {
            P5Exception error = Should.Throw<P5Exception>(
                () => new CredentialFolder(State, null).Create(HeldFolder.NewName()));
            error.ErrorId.ShouldBe(ErrorIds.StateUnusable);
            error.Message.ShouldBe(
                $"The folder {Path.Combine(State, "files")} for files of credentials is not used: {why}.");
        }
    }

    [Fact]
    public void ReapOnce_FolderWhoseHolderIsGone_IsDeletedAndThatOfAHolderStays()
    {
        var folder = new CredentialFolder(State, null);
        using HeldFolder held = folder.Create(HeldFolder.NewName());
        string mine = held.Stage("a");
        string left = Directory.CreateDirectory(_folder.PathOf("state/files/0123456789ab")).FullName;
        File.WriteAllText(Path.Combine(left, "KUBECONFIG-1"), "hunter2");
        File.WriteAllText(left + ".lock", "1\np5env\nx");

        folder.ReapOnce();

        Directory.Exists(left).ShouldBeFalse();
        File.Exists(left + ".lock").ShouldBeFalse();
        File.ReadAllText(mine).ShouldBe("a");
    }

    [Fact]
    public void ReapOnce_OnlyTheLockIsLeft_IsDeleted()
    {
        var folder = new CredentialFolder(State, null);
        folder.Create(HeldFolder.NewName()).Dispose();
        string left = _folder.Write("state/files/0123456789ab.lock", "1\np5env\nx");

        folder.ReapOnce();

        File.Exists(left).ShouldBeFalse();
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public void ReapOnce_LinkInThePlaceOfAFolder_DoesNotReachItsTarget()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there.");
        var folder = new CredentialFolder(State, null);
        folder.Create(HeldFolder.NewName()).Dispose();
        string precious = _folder.Write("precious/file", "mine");
        Directory.CreateSymbolicLink(_folder.PathOf("state/files/0123456789ab"), _folder.PathOf("precious"));

        folder.ReapOnce();

        File.ReadAllText(precious).ShouldBe("mine");
    }

    // A process that deletes old folders takes their locks for a moment.
    [Fact]
    public void Create_LockOfTheNameIsTaken_UsesAnotherName()
    {
        var folder = new CredentialFolder(State, null);
        using HeldFolder first = folder.Create("0123456789ab");

        using HeldFolder second = folder.Create("0123456789ab");

        second.Path.ShouldNotBe(first.Path);
        Path.GetDirectoryName(second.Path).ShouldBe(_folder.PathOf("state/files"));
    }

    [Fact]
    public void Dispose_Folder_LeavesNothing()
    {
        HeldFolder held = new CredentialFolder(State, null).Create(HeldFolder.NewName());
        File.ReadAllText(held.Stage("a")).ShouldBe("a");
        File.ReadAllText(held.Stage("b")).ShouldBe("b");

        held.Dispose();

        Directory.GetFileSystemEntries(_folder.PathOf("state/files")).ShouldBeEmpty();
    }
}
