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

    [Fact]
    public void TryParse_SymbolicLink_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "making a symbolic link needs a privilege on Windows");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("gpt-");
        string link = Path.Combine(folder.FullName, "s");
        File.CreateSymbolicLink(link, Path.Combine(folder.FullName, "elsewhere"));

        PluginAddress.TryParse("unix", link, out _, out string? said).ShouldBeFalse();

        said.ShouldNotBeNull().ShouldContain("symbolic link");
        folder.Delete(recursive: true);
    }
}
