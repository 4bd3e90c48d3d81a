namespace P5.GoPlugin.Tests;

public sealed class SocketFolderTests
{
    [SkippableFact]
    public void Create_OnUnix_LetsOnlyThisUserIn()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes");
        string folder = SocketFolder.Create(root: null);
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                File.GetUnixFileMode(folder).ShouldBe(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            // Go's library adds "plugin" and up to ten digits; 103 bytes is macOS's limit.
            Path.Combine(folder, "plugin1234567890").Length.ShouldBeLessThanOrEqualTo(103);
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    [Fact]
    public void Create_Twice_GivesTwoFolders()
    {
        string first = SocketFolder.Create(root: null);
        string second = SocketFolder.Create(root: null);

        first.ShouldNotBe(second);
        Directory.Delete(first);
        Directory.Delete(second);
    }
}
