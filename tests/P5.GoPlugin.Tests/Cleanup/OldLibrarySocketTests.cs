using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace P5.GoPlugin.Tests;

[UnsupportedOSPlatform("windows")]
public sealed class OldLibrarySocketTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("gpt-").FullName;

    private string Target => Path.Combine(_root, "plugin1");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Delete_SocketOfADeadPlugin_IsDeleted()
    {
        SkipOnWindows();
        LeaveSocket();
        Path.Exists(Target).ShouldBeTrue();
        OldLibrarySocket.Delete(Target);

        Path.Exists(Target).ShouldBeFalse();
    }

    [Theory]
    [InlineData(16)]
    // Its queue is full, so that a connection would be waited for.
    [InlineData(0)]
    public void Delete_SomethingListens_LeavesIt(int backlog)
    {
        SkipOnWindows();
        using Socket listener = Listen(Target, backlog);
        using var waiting = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        waiting.Connect(new UnixDomainSocketEndPoint(Target));

        OldLibrarySocket.Delete(Target);

        Path.Exists(Target).ShouldBeTrue();
    }

    [Fact]
    public void Delete_LinkToASocket_LeavesBoth()
    {
        SkipOnWindows();
        LeaveSocket();
        string link = Path.Combine(_root, "plugin2");
        File.CreateSymbolicLink(link, Target);

        OldLibrarySocket.Delete(link);

        Directory.GetFiles(_root).Length.ShouldBe(2);
    }

    [Fact]
    public void Delete_EmptyFileOrFolder_LeavesIt()
    {
        SkipOnWindows();
        File.WriteAllText(Target, "");
        OldLibrarySocket.Delete(Target);
        OldLibrarySocket.Delete(_root);

        File.Exists(Target).ShouldBeTrue();
    }

    [Fact]
    public void Delete_SocketOfAnotherUser_LeavesIt()
    {
        SkipOnWindows();
        Assert.SkipWhen(UnixStatus.CurrentUser != 0, "only root can give a socket to another user");
        LeaveSocket();
        using (Process chown = Process.Start("chown", ["12345", Target]))
        {
            chown.WaitForExit();
        }

        OldLibrarySocket.Delete(Target);

        Path.Exists(Target).ShouldBeTrue();
    }

    [Fact]
    public void Delete_Nothing_DoesNothing()
    {
        SkipOnWindows();

        Should.NotThrow(() => OldLibrarySocket.Delete(Target));
    }

    [Theory]
    [InlineData("plugin123", true)]
    [InlineData("s", false)]
    [InlineData("goplugin-0/0123456789ab/plugin123", false)]
    public void Is_Path_DependsOnFolderAndName(string path, bool expected)
    {
        SkipOnWindows();

        OldLibrarySocket.Is(Path.Combine(Path.GetTempPath(), path)).ShouldBe(expected);
    }

    /// <summary>Creates a socket that nothing is listening on.</summary>
    private void LeaveSocket()
    {
        // Moved, because the disposal of a socket deletes the path that it was bound to.
        string bound = Path.Combine(_root, "bound");
        using Socket socket = Listen(bound, backlog: 1);
        File.Move(bound, Target);
    }

    private static Socket Listen(string path, int backlog)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen(backlog);
        return socket;
    }

    private static void SkipOnWindows() =>
        Assert.SkipWhen(OperatingSystem.IsWindows(), "plugins listen on TCP on Windows");
}
