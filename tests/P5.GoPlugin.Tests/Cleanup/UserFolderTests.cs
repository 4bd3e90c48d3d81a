using System.Diagnostics;
using System.Runtime.Versioning;

namespace P5.GoPlugin.Tests;

[UnsupportedOSPlatform("windows")]
[Trait("Category", "Hostile")]
public sealed class UserFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("gpt-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Open_Twice_IsOneFolderForThisUserAlone()
    {
        SkipOnWindows();

        string folder = UserFolder.Open(_root);

        UserFolder.Open(_root).ShouldBe(folder);
        File.GetUnixFileMode(folder)
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        UnixStatus.Of(folder).Owner.ShouldBe(UnixStatus.CurrentUser);
    }

    [Fact]
    public void Open_LinkInItsPlace_IsRefused()
    {
        SkipOnWindows();
        string target = Directory.CreateDirectory(
            Path.Combine(_root, "target"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        string folder = Path.Combine(_root, $"goplugin-{UnixStatus.CurrentUser}");
        File.CreateSymbolicLink(folder, target);

        Should.Throw<IOException>(() => UserFolder.Open(_root)).Message.ShouldContain($"'{folder}'");
        Directory.GetFileSystemEntries(target).ShouldBeEmpty();
    }

    [Fact]
    public void Open_FolderThatOthersMayEnter_IsRefused()
    {
        SkipOnWindows();
        string folder = UserFolder.Open(_root);
        File.SetUnixFileMode(
            folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);

        Should.Throw<IOException>(() => UserFolder.Open(_root)).Message.ShouldContain("other users can enter it");
    }

    [Fact]
    public void Open_FolderOfAnotherUser_IsRefused()
    {
        SkipOnWindows();
        Assert.SkipWhen(UnixStatus.CurrentUser != 0, "only root can make a folder of another user");
        string folder = UserFolder.Open(_root);
        using (Process chown = Process.Start("chown", ["12345", folder]))
        {
            chown.WaitForExit();
        }

        Should.Throw<IOException>(() => UserFolder.Open(_root)).Message.ShouldContain("another user owns it");
    }

    [Fact]
    public void Open_FileInItsPlace_IsRefused()
    {
        SkipOnWindows();
        File.WriteAllText(Path.Combine(_root, $"goplugin-{UnixStatus.CurrentUser}"), "");

        Should.Throw<IOException>(() => UserFolder.Open(_root));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("a|b", false)] // separates the fields of a handshake
    [InlineData("a\nb", false)] // ends a handshake
    [InlineData("ä-ä-ä-ä-ä-ä-ä-ä-ä-ä-ä-ä-ä-ä-ä-ä", false)] // longer in bytes than in characters
    public void IsUsable_FolderThatExists_DependsOnItsName(string name, bool expected)
    {
        SkipOnWindows();
        string folder = Directory.CreateDirectory(Path.Combine(_root, name)).FullName;

        UserFolder.IsUsable(folder).ShouldBe(expected);
    }

    [Theory]
    [InlineData("relative")]
    [InlineData(".")]
    [InlineData("/nonexistent/p5")]
    [InlineData("/dev/null")]
    public void IsUsable_RelativeOrMissing_ReturnsFalse(string folder)
    {
        SkipOnWindows();

        UserFolder.IsUsable(folder).ShouldBeFalse();
    }

    private static void SkipOnWindows() =>
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the temporary folder of Windows is the user's own");
}
