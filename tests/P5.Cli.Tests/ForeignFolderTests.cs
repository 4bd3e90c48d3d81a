namespace P5.Cli.Tests;

/// <summary>p5env in a folder to which another user can write.</summary>
[Trait("Category", "Hostile")]
public sealed class ForeignFolderTests
{
    private const string Stranger = "12345";

    // What git was warned of in 2022: a repository above one's own folder, in a folder such as /tmp.
    [Fact]
    public async Task Exec_RepositoryOfAnotherUserAbove_IsNotRead()
    {
        NeedsRoot();
        using var shared = new Workspace();
        shared.Write("p5.toml", "[plugins.theirs]\ncmd = './run'\n");
        shared.WriteExecutable("run", "#!/bin/sh\ntouch \"$(dirname \"$0\")/ran\"\n");
        shared.Write(".git/HEAD", "ref: refs/heads/main\n");
        await GiveAsync(shared, "p5.toml", "run", ".git", ".git/HEAD");
        shared.Write("mine/Pulumi.yaml", "name: mine\n");
        shared.Write("mine/p5.toml", "[plugins.env.config.vars]\nTOKEN = 'own'\n");

        RunResult result = await shared.RunAsync(
            "exec", "--path", shared.PathOf("mine"), "--stack", "dev", "--", "printenv", "TOKEN");

        result.Output.ShouldBe("own\n");
        result.Error.ShouldContain("its owner is 12345, not you");
        File.Exists(shared.PathOf("ran")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("999,12345", true)]
    [InlineData("*", true)]
    public async Task Exec_WorkspaceOfAnotherUser_IsReadIfTheOwnerIsNamed(string? safeOwners, bool isRead)
    {
        NeedsRoot();
        using Workspace workspace = Workspace.WithVariables("TOKEN = 'theirs'");
        await GiveAsync(workspace, "p5.toml", "Pulumi.yaml");
        workspace.Environment["P5_SAFE_OWNERS"] = safeOwners;

        RunResult result = await workspace.ExecAsync("printenv", "TOKEN");

        result.Output.ShouldBe(isRead ? "theirs\n" : "");
        if (!isRead)
        {
            result.ExitCode.ShouldNotBe(0);
            result.Error.ShouldContain(
                $"p5.toml: The file is not read: its owner is {Stranger}, not you.");
            result.Error.ShouldContain($"set P5_SAFE_OWNERS to {Stranger}");
        }
    }

    // After sudo, the files of the user who called it are that user's own; another's are not.
    [Theory]
    [InlineData(Stranger, true)]
    [InlineData("54321", false)]
    public async Task Exec_UnderSudo_ReadsTheCallersFiles(string caller, bool isRead)
    {
        NeedsRoot();
        using Workspace workspace = Workspace.WithVariables("TOKEN = 'callers'");
        await GiveAsync(workspace, "p5.toml", "Pulumi.yaml");
        workspace.Environment["SUDO_UID"] = caller;

        (await workspace.ExecAsync("printenv", "TOKEN")).Output.ShouldBe(isRead ? "callers\n" : "");
    }

    [Theory]
    [InlineData("p5.toml")]
    [InlineData("Pulumi.yaml")]
    [InlineData("Pulumi.dev.yaml")]
    [InlineData(".env")]
    public async Task Exec_PipeInThePlaceOfAFile_EndsWithAMessage(string name)
    {
        Needs.Unix();
        using var workspace = new Workspace();
        workspace.Write("p5.toml", "[plugins.env.config]\npath = '.env'\n");
        workspace.Write(".env", "TOKEN=abc123\n");
        File.Delete(workspace.PathOf(name));
        (await workspace.RunProgramAsync("mkfifo", [workspace.PathOf(name)])).ShouldSucceed();

        RunResult result = await workspace.ExecAsync("true");

        result.ExitCode.ShouldNotBe(0);
        result.Error.ShouldContain($"'{workspace.PathOf(name)}' is not a regular file");
    }

    private static void NeedsRoot() => Assert.SkipUnless(
        !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess,
        "Only root can give a file to another user.");

    private static async Task GiveAsync(Workspace workspace, params string[] names)
    {
        foreach (string name in names)
        {
            (await workspace.RunProgramAsync("chown", [Stranger, workspace.PathOf(name)])).ShouldSucceed();
        }
    }
}
