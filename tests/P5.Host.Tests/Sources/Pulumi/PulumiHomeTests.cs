using System.Runtime.Versioning;
using P5.Sources;
using static P5.Host.Tests.SourceRequests;

namespace P5.Host.Tests;

/// <summary>The folder that <c>pulumi</c> sets as <c>PULUMI_HOME</c>, from which Pulumi runs plugins.</summary>
[Trait("Category", "Hostile")]
public sealed class PulumiHomeTests : IDisposable
{
    private readonly TemporaryWorkspace _workspace = new();

    public PulumiHomeTests() => Directory.CreateDirectory(_workspace.PathOf("shop"));

    private string Home => _workspace.PathOf("homes/acme");

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Home_New_IsCreatedForTheUserAlone()
    {
        CredentialResult result = await AskAsync("../homes/acme");

        Variables(result).ShouldBe([$"PULUMI_HOME={Home}"]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Home).ShouldBe(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Home_ThatOthersCanEnter_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The access of others is another one there.");
        Directory.CreateDirectory(Home);
        File.SetUnixFileMode(Home, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);

        (await RefusalAsync(Home)).ShouldBe(
            $"home must be a folder for you alone. Run: chmod go-rwx '{Home}'");
    }

    // Pulumi would run plugins that a commit has placed there.
    [Theory]
    [InlineData(".pulumi")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../link/x")]
    public async Task Home_InTheRepositoryOrAroundIt_IsRefused(string home)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right there.");
        Directory.CreateSymbolicLink(_workspace.PathOf("link"), _workspace.PathOf("shop"));

        (await RefusalAsync(home)).ShouldStartWith("home must be a folder outside of ");
    }

    // The inner repository is that of the workspace; both may have been downloaded.
    [Theory]
    [InlineData("outer/home", "outer/shop")]
    [InlineData("other/a/home", "shop")]
    public async Task Home_InAnotherRepository_IsRefused(string home, string workspace)
    {
        foreach (string repository in new[] { "outer", "outer/shop", "other", "shop" })
        {
            Directory.CreateDirectory(_workspace.PathOf($"{repository}/.git"));
        }

        string? refusal = (await AskAsync(_workspace.PathOf(home), workspace)).Refusal;

        refusal.ShouldNotBeNull().ShouldStartWith(
            $"home must be a folder outside of {_workspace.PathOf(home.Split('/')[0])}: ");
        Directory.Exists(_workspace.PathOf(home)).ShouldBeFalse();
    }

    private async Task<string> RefusalAsync(string home) => (await AskAsync(home)).Refusal.ShouldNotBeNull();

    private Task<CredentialResult> AskAsync(string home, string workspace = "shop") =>
        new PulumiSource().GetCredentialAsync(
            SourceRequests.Of([("home", home)], []),
            new SourceContext
            {
                WorkspaceDirectory = _workspace.PathOf(workspace),
                Environment = new Dictionary<string, string>(),
            },
            CancellationToken.None);
}
