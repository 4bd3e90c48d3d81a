using System.Net;
using System.Net.Sockets;
using System.Text;
using P5.Sources;

namespace P5.Host.Tests;

/// <summary>The proxy that requests of built-in sources use: the user's own, never one that a plugin has set.</summary>
[Trait("Category", "Hostile")]
public sealed class UserProxyTests : IDisposable
{
    private readonly TcpListener _ofUser = new(IPAddress.Loopback, 0);
    private readonly TcpListener _ofPlugin = new(IPAddress.Loopback, 0);

    public UserProxyTests()
    {
        _ofUser.Start();
        _ofPlugin.Start();
    }

    public void Dispose()
    {
        _ofUser.Dispose();
        _ofPlugin.Dispose();
    }

    [Theory]
    [InlineData("HTTPS_PROXY=http://a:1", "http://a:1")]
    [InlineData("https_proxy=a:1 HTTPS_PROXY=http://b:1", "http://a:1")]
    [InlineData("ALL_PROXY=socks5://a:1 HTTP_PROXY=http://b:1", "socks5://a:1")]
    [InlineData("HTTPS_PROXY=http://me:hunter2@a:1", "http://a:1")]
    public void Of_Variables_IsTheFirstThatCounts(string variables, string expected) =>
        UserProxy.Of(Parse(variables))!.ToString().ShouldBe(expected);

    [Theory]
    [InlineData("vault.example.com", false)]
    [InlineData("internal", true)]
    [InlineData("example.org", true)]
    [InlineData("a.example.org", true)]
    [InlineData("notexample.org", false)]
    [InlineData("a.internal", false)]
    [InlineData("127.0.0.1", true)]
    [InlineData("localhost", true)]
    public void IsBypassed_Exceptions_AreHostsAndDomains(string host, bool isBypassed) =>
        UserProxy.Of(Parse("HTTPS_PROXY=http://a:1 NO_PROXY=internal,.EXAMPLE.org"))!
            .IsBypassed(new Uri($"https://{host}/")).ShouldBe(isBypassed);

    [Fact]
    public void Of_NotAnAddress_NamesTheVariableAlone()
    {
        SourceException error =
            Should.Throw<SourceException>(() => UserProxy.Of(Parse("HTTPS_PROXY=ftp://me:hunter2@a")));

        error.Message.ShouldStartWith("HTTPS_PROXY is not the address of a proxy");
        error.Message.ShouldNotContain("hunter2");
    }

    [Fact]
    public void Of_Linux_NoVariable_IsNone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have a setting of their own.");

        UserProxy.Of(Parse("HTTP_PROXY=http://a:1")).ShouldBeNull();
    }

    // The credentials of the user's proxy go to that proxy, and no request goes to the plugin's.
    [Fact]
    public async Task Authenticate_APluginSetsAProxy_RequestsUseTheUsersOwn()
    {
        await using var host = new TestHost();
        host.Environment.SetVariable("https_proxy", $"http://me:word@{_ofUser.LocalEndpoint}");
        host.Environment.SetVariable("no_proxy", "");
        host.Environment.SetVariable("VAULT_CACERT", "");
        string other = $"http://{_ofPlugin.LocalEndpoint}";
        host.Write($$"""
            order = ["env", "vault"]
            [plugins.env.config]
            vars = { https_proxy = "{{other}}", HTTPS_PROXY = "{{other}}" }
            [plugins.vault.config]
            address = "https://vault.example.com"
            variables = { A = "secret/a#b" }
            """);
        host.Environment.SetVariable("VAULT_TOKEN", "t");
        string proxy = $"{_ofUser.LocalEndpoint}";
        Task<string> request = ReadAsync(_ofUser);

        IReadOnlyList<AuthenticationResult> results = await host.AskAsync();
        host.Host.Environment.Apply([results[0].Credential!]);
        await host.AskAsync(options: new AuthenticationOptions { PluginNames = new HashSet<string> { "vault" } });

        results[1].Error!.Message.ShouldContain("vault.example.com");
        results[1].Error!.Message.ShouldContain($"(through the proxy {proxy})");
        results[1].Error!.Message.ShouldNotContain("me:word");
        string head = await request.WaitAsync(TestTimeout.Default);
        head.ShouldStartWith("CONNECT vault.example.com:443");
        _ofPlugin.Pending().ShouldBeFalse();
    }

    /// <summary>Reads the head of the first request, and ends this connection and all later ones.</summary>
    private static async Task<string> ReadAsync(TcpListener proxy)
    {
        using Socket socket = await proxy.AcceptSocketAsync();
        byte[] buffer = new byte[4096];
        int count = await socket.ReceiveAsync(buffer);
        proxy.Stop();
        return Encoding.ASCII.GetString(buffer, 0, count);
    }

    private static Dictionary<string, string> Parse(string variables) =>
        variables.Split(' ').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
}
