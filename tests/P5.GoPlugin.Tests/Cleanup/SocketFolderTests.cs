using Microsoft.Extensions.Logging.Abstractions;

namespace P5.GoPlugin.Tests;

[Trait("Category", "Hostile")]
public sealed class SocketFolderTests
{
    [Fact]
    public void Create_OnUnix_LetsOnlyThisUserIn()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes");
        SocketFolder folder = SocketFolder.Create(UserFolder.Open(root: null), "/bin/plugin");
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                File.GetUnixFileMode(folder.Path).ShouldBe(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            // Go's library adds "plugin" and up to ten digits; 103 bytes is macOS's limit.
            Path.Combine(folder.Path, "plugin1234567890").Length.ShouldBeLessThanOrEqualTo(103);
        }
        finally
        {
            folder.Delete();
        }
    }

    [Fact]
    public void Create_Twice_GivesTwoFolders()
    {
        string userFolder = UserFolder.Open(root: null);
        SocketFolder first = SocketFolder.Create(userFolder, "/bin/plugin");
        SocketFolder second = SocketFolder.Create(userFolder, "/bin/plugin");

        first.Path.ShouldNotBe(second.Path);
        first.Delete();
        second.Delete();
    }

    [Fact]
    public void Note_RunningProcess_IsInTheRecord()
    {
        SocketFolder folder = SocketFolder.Create(UserFolder.Open(root: null), "/bin/plugin");
        try
        {
            FolderRecord.Read(folder.Path)!.Plugin.ShouldBeNull();

            folder.RecordPid(Environment.ProcessId, "plugin", NullLogger.Instance);
            folder.RecordSocket("/tmp/plugin123", "plugin", Environment.ProcessId, NullLogger.Instance);

            FolderRecord.Read(folder.Path).ShouldBe(new FolderRecord(
                ProcessIdentity.Space,
                ProcessIdentity.Current,
                ProcessIdentity.Current,
                "/bin/plugin",
                "/tmp/plugin123"));
        }
        finally
        {
            folder.Delete();
        }
    }

    [Fact]
    public void Delete_WithWhatThePluginLeft_DeletesAll()
    {
        SocketFolder folder = SocketFolder.Create(UserFolder.Open(root: null), "/bin/plugin");
        Directory.CreateDirectory(Path.Combine(folder.Path, "left"));
        File.WriteAllText(Path.Combine(folder.Path, "left", "plugin123"), "");

        folder.Delete();

        Directory.Exists(folder.Path).ShouldBeFalse();
    }

    [Fact]
    public void Delete_GoneAlready_SaysSo()
    {
        SocketFolder folder = SocketFolder.Create(UserFolder.Open(root: null), "/bin/plugin");
        Directory.Delete(folder.Path, recursive: true);

        Should.Throw<DirectoryNotFoundException>(folder.Delete);
    }
}
