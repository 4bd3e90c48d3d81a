using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace P5.GoPlugin.Tests;

[Trait("Category", "Hostile")]
public sealed class PluginAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:1234", "127.0.0.1")]
    [InlineData("127.9.9.9:1234", "127.9.9.9")]
    [InlineData("[::1]:1234", "::1")]
    public void TryParse_LoopbackTcp_IsAccepted(string address, string host)
    {
        PluginAddress.TryParse("tcp", address, out PluginAddress? parsed, out _).ShouldBeTrue();

        parsed!.Hosts.ShouldBe([IPAddress.Parse(host)]);
        parsed.Port.ShouldBe(1234);
        parsed.SocketPath.ShouldBeNull();
    }

    [Fact]
    public void TryParse_LocalhostTcp_MeansBothLoopbacks()
    {
        PluginAddress.TryParse("tcp", "localhost:1", out PluginAddress? parsed, out _).ShouldBeTrue();

        parsed!.Hosts.ShouldBe([IPAddress.Loopback, IPAddress.IPv6Loopback]);
    }

    [Theory]
    [InlineData("tcp", "192.0.2.1:1234", "not on this machine's loopback")]
    [InlineData("tcp", "0.0.0.0:1234", "not on this machine's loopback")]
    [InlineData("tcp", "[2001:db8::1]:1234", "not on this machine's loopback")]
    [InlineData("tcp", "plugin.example:1234", "not on this machine's loopback")]
    [InlineData("tcp", "localhost.example:1234", "not on this machine's loopback")]
    [InlineData("tcp", ":1234", "not on this machine's loopback")]
    [InlineData("tcp", "127.0.0.1", "not a host and a port")]
    [InlineData("tcp", "127.0.0.1:0", "not a host and a port")]
    [InlineData("tcp", "127.0.0.1:65536", "not a host and a port")]
    [InlineData("unix", "relative/socket", "not a full path")]
    [InlineData("unix", "", "not a full path")]
    [InlineData("udp", "127.0.0.1:1", "neither 'unix' nor 'tcp'")]
    [InlineData("", "127.0.0.1:1", "neither 'unix' nor 'tcp'")]
    public void TryParse_OtherAddress_IsRefused(string network, string address, string problem)
    {
        PluginAddress.TryParse(network, address, out _, out string? said).ShouldBeFalse();

        said.ShouldNotBeNull().ShouldContain(problem);
    }

    [Fact]
    public void TryParse_LongSocketPath_IsRefused()
    {
        string path = Path.Combine(Path.GetTempPath(), new string('x', 200));

        PluginAddress.TryParse("unix", path, out _, out string? said).ShouldBeFalse();

        said.ShouldNotBeNull().ShouldContain("longer than the system allows");
    }

    [Theory]
    [InlineData("link/s", "is below the symbolic link '{0}/link'")]
    [InlineData("link//s", "is below the symbolic link '{0}/link'")]
    [InlineData("link/../s", "is below the symbolic link '{0}/link'")]
    [InlineData("a/link/b/s", "is below the symbolic link '{0}/a/link'")]
    [InlineData("socket-link", "is a symbolic link")]
    [InlineData("a/s", null)]
    [InlineData("a/../s", null)]
    [InlineData("missing/s", null)]
    public void TryParse_Link_IsRefusedAnywhereInThePath(string path, string? problem)
    {
        SkipOnWindows();
        using var folder = new TemporaryFolder();
        folder.Write("s", "");
        folder.Write("a/b/s", "");
        folder.Write("a/s", "");
        Directory.CreateSymbolicLink(folder.PathOf("link"), folder.PathOf("a"));
        Directory.CreateSymbolicLink(folder.PathOf("a/link"), folder.PathOf("a"));
        File.CreateSymbolicLink(folder.PathOf("socket-link"), folder.PathOf("s"));
        string socket = $"{folder.Root}/{path}";

        PluginAddress.TryParse("unix", socket, out PluginAddress? parsed, out string? said);

        said.ShouldBe(
            problem is null
                ? null
                : $"its socket '{socket}' {string.Format(CultureInfo.InvariantCulture, problem, folder.Root)}");
        parsed?.SocketPath.ShouldBe(socket);
    }

    // TMPDIR may be a link that the user has made.
    [Fact]
    public void TryParse_LinkInTheFolderOfTheHost_IsAccepted()
    {
        SkipOnWindows();
        using var folder = new TemporaryFolder();
        folder.Write("real/sockets/s", "");
        Directory.CreateSymbolicLink(folder.PathOf("link"), folder.PathOf("real"));

        PluginAddress.TryParse(
            "unix", folder.PathOf("link/sockets/s"), out _, out string? problem, folder.PathOf("link/sockets"));

        problem.ShouldBeNull();
    }

    [Theory]
    [InlineData("theirs", "is below '{0}/theirs', which belongs to another user")]
    [InlineData("theirs/s", "belongs to another user")]
    public void TryParse_PartOfAnotherUser_IsRefused(string given, string problem)
    {
        SkipOnWindows();
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a file to another user");
        using var folder = new TemporaryFolder();
        string socket = folder.Write("theirs/s", "");
        Give(folder.PathOf(given));

        PluginAddress.TryParse("unix", socket, out _, out string? said);

        said.ShouldBe($"its socket '{socket}' {string.Format(CultureInfo.InvariantCulture, problem, folder.Root)}");
    }

    // On macOS, /var is such a link, and on most Linux systems /var/run.
    [Fact]
    public void TryParse_BelowALinkOfRoot_IsAccepted()
    {
        Assert.SkipUnless(
            new FileInfo("/var").LinkTarget is not null || new FileInfo("/var/run").LinkTarget is not null,
            "this system has no such link");

        PluginAddress.TryParse("unix", "/var/run/p5-test/s", out _, out string? problem);

        problem.ShouldBeNull();
    }

    private static void Give(params string[] paths)
    {
        using Process chown = Process.Start("chown", ["--no-dereference", "12345", .. paths]);
        chown.WaitForExit();
        chown.ExitCode.ShouldBe(0);
    }

    private static void SkipOnWindows() =>
        Assert.SkipWhen(OperatingSystem.IsWindows(), "making a symbolic link needs a privilege on Windows");
}
