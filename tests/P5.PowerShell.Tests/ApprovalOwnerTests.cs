using System.Runtime.Versioning;

namespace P5.PowerShell.Tests;

/// <summary>Root with the home folder of another user, as after <c>sudo -E</c>.</summary>
[Trait("Category", "Hostile")]
[UnsupportedOSPlatform("windows")]
public sealed class ApprovalOwnerTests : IDisposable
{
    private const string Approve = "Approve-P5Workspace | ForEach-Object State";

    private const string Enter = "Enable-P5AutoEnvironment; \"token: $env:TOKEN\"; (Get-P5Workspace).State";

    private const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Anyone =
        Read | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute
        | UnixFileMode.OtherExecute;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // What the user wrote there is word for word what root would have written.
    [Fact]
    public async Task Enter_ApprovalInTheHomeOfAnotherUser_IsNotHonoured()
    {
        Assert.SkipWhen(TestUser.Obstacle is not null, TestUser.Obstacle ?? "");
        using var user = TestUser.Create();
        _folder.Write("shop/p5.toml", "[plugins.env.config.vars]\nTOKEN = 'applied'\n");
        _folder.Write("shop/Pulumi.yaml", "name: shop\n");
        (await RunAsync("own", Approve)).ShouldSucceed().ShouldBe("Approved\n");
        (await RunAsync("own", Enter)).ShouldSucceed().ShouldBe("token: applied\nApproved\n");
        Directory.CreateDirectory(_folder.PathOf("theirs"));
        File.SetUnixFileMode(_folder.PathOf("theirs"), Anyone | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);
        Open("", "own", "own/state", "own/state/p5", "own/state/p5/approvals");
        await user.RunShellAsync(_folder.Root, "cp -r own/state theirs/state");

        RunResult result = await RunAsync("theirs", Enter);

        result.Output.ShouldContain("token: \n");
        result.Output.ShouldContain("P5.StateUnusable: Another user owns ");
        result.Output.ShouldNotContain("Approved");
    }

    /// <summary>Lets others read a folder and its files.</summary>
    private void Open(params string[] folders)
    {
        foreach (string folder in folders)
        {
            File.SetUnixFileMode(_folder.PathOf(folder), Anyone);
            foreach (string file in Directory.EnumerateFiles(_folder.PathOf(folder)))
            {
                File.SetUnixFileMode(file, Read);
            }
        }
    }

    private Task<RunResult> RunAsync(string home, string script) => PwshProcess.RunAsync(
        [
            "-Command",
            $"Import-Module '{BuiltFiles.ModuleManifest}'; Set-Location '{_folder.PathOf("shop")}'; "
                + $"$env:PULUMI_STACK = 'dev'; {script}",
        ],
        TestTimeout.Default,
        new Dictionary<string, string>
        {
            ["HOME"] = _folder.PathOf(home),
            ["XDG_STATE_HOME"] = _folder.PathOf($"{home}/state"),
        });
}
