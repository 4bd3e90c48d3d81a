using System.Diagnostics;
using System.Runtime.Versioning;

namespace P5.Cli.Tests;

/// <summary>
/// What another user of the machine can do with files in a folder that both can write to: each runs as a user of its
/// own.
/// </summary>
[Trait("Category", "Hostile")]
[UnsupportedOSPlatform("windows")]
public sealed class OtherUserTests(TwoUsers users) : IClassFixture<TwoUsers>, IDisposable
{
    private const UnixFileMode All =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private static readonly Dictionary<string, string?> s_nothing = [];

    // First: without them the test is skipped.
    private readonly TestUser _victim = users.Victim;
    private readonly TestUser _attacker = users.Attacker;
    private readonly TemporaryFolder _shared = new();

    public void Dispose() => _shared.Dispose();

    // What git was warned of in 2022: a repository above one's own folder, in a folder such as /tmp.
    [Fact]
    public async Task Exec_RepositoryOfAnotherUserAbove_IsNotRead()
    {
        Share(isSticky: true);
        await _attacker.RunShellAsync(_shared.Root, """
            mkdir .git && echo 'ref: refs/heads/main' > .git/HEAD
            printf '[plugins.theirs]\ncmd = "./run"\n' > p5.toml
            printf '#!/bin/sh\ntouch "%s/ran"\n' "$PWD" > run && chmod 755 run
            """);
        await MakeWorkspaceAsync("mine", "[plugins.env.config.vars]\nTOKEN = 'own'\n");

        RunResult result = await ExecAsync("mine", "printenv", "TOKEN");

        result.Output.ShouldBe("own\n");
        result.Error.ShouldContain($"its owner is {_attacker.Name}, not you");
        File.Exists(_shared.PathOf("ran")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("p5.toml")]
    [InlineData("Pulumi.yaml")]
    [InlineData("Pulumi.dev.yaml")]
    public async Task Exec_ConfigurationOfAnotherUser_RunsNothing(string file)
    {
        Share(isSticky: false);
        await MakeWorkspaceAsync("mine", "[plugins.env.config.vars]\nTOKEN = 'own'\n");
        await _attacker.RunShellAsync(
            _shared.PathOf("mine"), $"cp {file} copy 2>/dev/null || touch copy\nmv -f copy {file}\nchmod 644 {file}");

        RunResult result = await ExecAsync("mine", "printenv", "TOKEN");

        result.Output.ShouldBe("");
        result.ExitCode.ShouldNotBe(0);
        result.Error.ShouldContain($"{file}: The file is not read: its owner is {_attacker.Name}, not you.");
        result.Error.ShouldContain($"set P5_SAFE_OWNERS to {_attacker.Name}");
    }

    [Theory]
    [InlineData("@other", false)]
    [InlineData("@name", true)]
    [InlineData("@id", true)]
    [InlineData("*", true)]
    public async Task Exec_WorkspaceOfAnotherUser_IsReadIfTheOwnerIsNamed(string safeOwners, bool isRead)
    {
        Share(isSticky: true);
        await _attacker.RunShellAsync(_shared.Root, """
            printf 'name: shop\n' > Pulumi.yaml
            printf '[plugins.env.config.vars]\nTOKEN = "theirs"\n' > p5.toml
            """);
        var environment = new Dictionary<string, string?>
        {
            ["P5_SAFE_OWNERS"] = safeOwners
                .Replace("@other", _victim.Name, StringComparison.Ordinal)
                .Replace("@name", _attacker.Name, StringComparison.Ordinal)
                .Replace("@id", _attacker.Id, StringComparison.Ordinal),
        };

        RunResult result = await users.RunAsync(
            _victim, _shared.Root, environment, "exec", "--stack", "dev", "--", "printenv", "TOKEN");

        result.Output.ShouldBe(isRead ? "theirs\n" : "");
    }

    [Theory]
    [InlineData("[plugins.login]\ncmd = './tool'\n")]
    [InlineData("[plugins.env.config]\ntype = 'exec'\ncmd = './tool'\n")]
    [InlineData("[plugins.env.config]\ntype = 'exec'\ncmd = 'sh'\nargs = ['tool']\n")]
    public async Task Exec_ExecutableOfAnotherUser_IsNotRun(string toml)
    {
        Share(isSticky: true);
        await MakeWorkspaceAsync("mine", toml);
        await _attacker.RunShellAsync(
            _shared.PathOf("mine"), """printf '#!/bin/sh\ntouch "%s/ran"\n' "$PWD" > tool && chmod 755 tool""");

        RunResult result = await ExecAsync("mine", "true");

        result.ExitCode.ShouldBe(125);
        result.Error.ShouldContain($"the owner of {_shared.PathOf("mine/tool")} is {_attacker.Name}, not you.");
        File.Exists(_shared.PathOf("mine/ran")).ShouldBeFalse();
    }

    // An interpreter such as python3 or node runs a folder.
    [Fact]
    public async Task Exec_ArgumentIsAFolderOfAnotherUser_IsNotRun()
    {
        Share(isSticky: true);
        await MakeWorkspaceAsync(
            "mine", "[plugins.env.config]\ntype = 'exec'\ncmd = 'touch'\nargs = ['ran', 'tool']\n");
        await _attacker.RunShellAsync(_shared.PathOf("mine"), "mkdir tool");

        RunResult result = await ExecAsync("mine", "true");

        result.ExitCode.ShouldBe(125);
        result.Error.ShouldContain($"the owner of {_shared.PathOf("mine/tool")} is {_attacker.Name}, not you.");
        File.Exists(_shared.PathOf("mine/ran")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(".env", true)]
    [InlineData("@absolute", false)]
    public async Task Exec_EnvFileOfAnotherUser_IsReadIfItsPathIsAbsolute(string path, bool isRefused)
    {
        Share(isSticky: true);
        string file = path.Replace("@absolute", _shared.PathOf("mine/.env"), StringComparison.Ordinal);
        await MakeWorkspaceAsync("mine", $"[plugins.env.config]\npath = '{file}'\n");
        await _attacker.RunShellAsync(_shared.PathOf("mine"), "echo TOKEN=theirs > .env");

        RunResult result = await ExecAsync("mine", "printenv", "TOKEN");
        RunResult check = await users.RunAsync(_victim, _shared.PathOf("mine"), s_nothing, "check");

        result.Output.ShouldBe(isRefused ? "" : "theirs\n");
        string problem = $"its owner is {_attacker.Name}, not you. Change the owner, or";
        result.Error.Contains(problem, StringComparison.Ordinal).ShouldBe(isRefused);
        (check.Output + check.Error).Contains("OwnerNotTrusted", StringComparison.Ordinal).ShouldBe(isRefused);
    }

    // After sudo, the files of the user who called it are that user's own; another's are not.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Exec_AsRootAfterSudo_ReadsTheCallersFilesOnly(bool isCallers)
    {
        Share(isSticky: true);
        await MakeWorkspaceAsync("mine", "[plugins.env.config.vars]\nTOKEN = 'callers'\n");
        var environment = new Dictionary<string, string?> { ["SUDO_UID"] = isCallers ? _victim.Id : _attacker.Id };

        RunResult result = await users.RunAsync(
            user: null, _shared.PathOf("mine"), environment, "exec", "--stack", "dev", "--", "printenv", "TOKEN");

        result.Output.ShouldBe(isCallers ? "callers\n" : "");
    }

    // The backup is not written through the link. In a folder such as /tmp it cannot be replaced either.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Convert_LinkOfAnotherUserInThePlaceOfTheBackup_LeavesItsTargetAlone(bool isSticky)
    {
        const string Old = "[plugins.a]\nsource = './a'\n";
        Share(isSticky: true);
        await MakeWorkspaceAsync("mine", Old);
        if (isSticky)
        {
            await Programs.RunAsync(new ProcessStartInfo("chown", ["root", _shared.PathOf("mine")]));
            File.SetUnixFileMode(_shared.PathOf("mine"), All | UnixFileMode.StickyBit);
        }

        await _victim.RunShellAsync(_shared.Root, "echo precious > diary && chmod 600 diary");
        await _attacker.RunShellAsync(_shared.PathOf("mine"), "ln -s ../diary p5.toml.bak");

        RunResult result = await users.RunAsync(
            _victim, _shared.PathOf("mine"), s_nothing, "convert", "--in-place", "p5.toml");

        (await File.ReadAllTextAsync(_shared.PathOf("diary"))).ShouldBe("precious\n");
        string text = await File.ReadAllTextAsync(_shared.PathOf("mine/p5.toml"));
        string? link = new FileInfo(_shared.PathOf("mine/p5.toml.bak")).LinkTarget;
        if (isSticky)
        {
            result.ExitCode.ShouldBe(1);
            result.Error.ShouldContain("p5.toml.bak");
            text.ShouldBe(Old);
            link.ShouldBe("../diary");
        }
        else
        {
            result.ExitCode.ShouldBe(0, result.Error);
            text.ShouldContain("cmd = ");
            link.ShouldBeNull();
            (await File.ReadAllTextAsync(_shared.PathOf("mine/p5.toml.bak"))).ShouldBe(Old);
        }
    }

    // Root can enter any folder.
    [Fact]
    public async Task Exec_StoreFolderWithoutPermission_IsNotSilentlyOff()
    {
        Share(isSticky: true);
        await MakeWorkspaceAsync("mine", """
            [plugins.login]
            builtin = "command"
            [plugins.login.config]
            command = ["echo", "TOKEN=own"]
            lifetime = "1h"

            """);
        await _victim.RunShellAsync(
            _shared.PathOf("mine"),
            "store=.local/state/p5/store; mkdir -p $store && touch $store/settings.json && chmod 000 $store");

        RunResult result = await ExecAsync("mine", "printenv", "TOKEN");
        RunResult status = await users.RunAsync(_victim, _shared.PathOf("mine"), s_nothing, "store", "status");
        RunResult disabled = await users.RunAsync(_victim, _shared.PathOf("mine"), s_nothing, "store", "disable");

        string problem = $"The credential store in {_shared.PathOf("mine/.local/state/p5/store")} cannot be used: ";
        result.Output.ShouldBe("own\n");
        result.Error.ShouldContain($"warning: {problem}");
        status.Error.ShouldContain(problem);
        status.ExitCode.ShouldBe(1);
        disabled.Error.ShouldContain(problem);
        disabled.ExitCode.ShouldBe(1);
    }

    // Whoever owns the folder of the sockets could talk to the host in a plugin's place.
    [Theory]
    [InlineData("mkdir {0} && chmod 777 {0}", "another user owns it")]
    [InlineData("mkdir theirs && chmod 777 theirs && ln -s theirs {0}", "link")]
    public async Task Exec_SocketFolderOfAnotherUser_StartsNoPlugin(string lines, string problem)
    {
        Share(isSticky: true);
        await MakeWorkspaceAsync("mine", "[plugins.login]\ncmd = './run'\n");
        await _victim.RunShellAsync(
            _shared.PathOf("mine"), """printf '#!/bin/sh\ntouch "%s/ran"\n' "$PWD" > run && chmod 755 run""");
        string folder = $"goplugin-{_victim.Id}";
        await _attacker.RunShellAsync(
            _shared.Root, lines.Replace("{0}", folder, StringComparison.Ordinal));
        var environment = new Dictionary<string, string?> { ["TMPDIR"] = _shared.Root };

        RunResult result = await users.RunAsync(
            _victim, _shared.PathOf("mine"), environment, "exec", "--stack", "dev", "--", "true");

        result.ExitCode.ShouldBe(125);
        result.Error.ShouldContain(_shared.PathOf(folder));
        result.Error.ShouldContain(problem);
        File.Exists(_shared.PathOf("mine/ran")).ShouldBeFalse();
    }

    /// <summary>Lets all users write to the folder of the test; if it is sticky, each only to its own files.</summary>
    private void Share(bool isSticky) =>
        File.SetUnixFileMode(_shared.Root, All | (isSticky ? UnixFileMode.StickyBit : 0));

    /// <summary>Makes a workspace of the victim, into which others can write.</summary>
    private Task MakeWorkspaceAsync(string name, string toml) => _victim.RunShellAsync(_shared.Root, $"""
        mkdir {name} && chmod 777 {name}
        printf 'name: shop\n' > {name}/Pulumi.yaml
        cat > {name}/p5.toml <<'END'
        {toml}END
        """);

    private Task<RunResult> ExecAsync(string folder, params string[] commandLine) => users.RunAsync(
        _victim, _shared.PathOf(folder), s_nothing, ["exec", "--stack", "dev", "--", .. commandLine]);
}
