using System.Runtime.Versioning;

namespace P5.Host.Tests;

/// <summary>What another user can place in or above a workspace is not run.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Category", "Hostile")]
public sealed class FileOwnerTests : IDisposable
{
    private const string Stranger = "12345";
    private const string Advice =
        "Change the owner, or if you trust every file of that user, set P5_SAFE_OWNERS to 12345.";

    private readonly TemporaryWorkspace _files = new();

    public void Dispose() => _files.Dispose();

    // The owner, this process's user, SUDO_UID, P5_SAFE_OWNERS.
    [Theory]
    [InlineData(1000, 1000, null, null, true)]
    [InlineData(0, 1000, null, null, true)]
    [InlineData(1001, 1000, null, null, false)]
    [InlineData(1001, 0, null, null, false)]
    [InlineData(1001, 0, "1001", null, true)]
    [InlineData(1001, 0, "1002", null, false)]
    [InlineData(1001, 1000, "1001", null, false)]
    [InlineData(1001, 1000, null, "", false)]
    [InlineData(1001, 1000, null, "1001", true)]
    [InlineData(1001, 1000, null, "ci , user1001", true)]
    [InlineData(1001, 1000, null, "user100", false)]
    [InlineData(1001, 1000, null, "*", true)]
    public void IsTrusted_Owner_CountsAsInGit(
        uint owner, uint user, string? sudoUser, string? safeOwners, bool expected) =>
        FileOwner.IsTrusted(owner, user, sudoUser, safeOwners, id => $"user{id}").ShouldBe(expected);

    [Theory]
    [InlineData("p5.toml", "[plugins.env]")]
    [InlineData("Pulumi.yaml", "name: shop")]
    public async Task Load_FileOfAStranger_IsNotRead(string name, string text)
    {
        await GiveAsync(_files.Write(name, text));

        ConfigurationException error = Should.Throw<ConfigurationException>(() => _files.Load());

        error.Message.ShouldBe($"{_files.PathOf(name)}: The file is not read: its owner is 12345, not you.");
        error.RecommendedAction.ShouldBe(Advice);
    }

    [Fact]
    public async Task Load_StackFileOfAStranger_IsTheStacksError()
    {
        _files.Write("p5.toml", "[plugins.env]");
        await GiveAsync(_files.Write("Pulumi.dev.yaml", "config: {}"));

        _files.Load("dev").StackError.ShouldNotBeNull().Message.ShouldContain("its owner is 12345, not you");
    }

    // The link leads to a file of the user's own, but a relative cmd in it starts from another folder.
    [Fact]
    public async Task Load_LinkOfAStranger_IsNotRead()
    {
        string own = _files.Write("own/p5.toml", "[plugins.env]");
        File.CreateSymbolicLink(_files.PathOf("p5.toml"), own);
        await GiveAsync(_files.PathOf("p5.toml"));

        Should.Throw<ConfigurationException>(() => _files.Load()).Message.ShouldContain("its owner is 12345, not you");
    }

    [Fact]
    public async Task Load_RepositoryOfAStrangerAbove_IsIgnoredWithAWarning()
    {
        _files.Write("p5.toml", "[plugins.theirs]\ncmd = './run'\n");
        _files.Write(".git/HEAD", "");
        _files.Write("mine/p5.toml", "[plugins.env]");
        await GiveAsync(_files.PathOf(".git"));

        WorkspaceConfiguration configuration = ConfigurationLoader.Load(_files.PathOf("mine"), stackName: null);

        configuration.Plugins.Keys.ShouldBe(["env"]);
        ConfigurationDiagnostic warning = configuration.Warnings.ShouldHaveSingleItem();
        warning.Id.ShouldBe(DiagnosticIds.OwnerNotTrusted);
        warning.Message.ShouldBe(
            "The repository is ignored: its owner is 12345, not you. A p5.toml at its root is not read.");
        WorkspaceIdentity.Of(_files.PathOf("mine")).Repository.ShouldBe(RealPath.Of(_files.PathOf("mine")));
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData(".git")]
    public void Load_GitLinkLeadsToNothing_IsNoRepository(string target)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there.");
        File.CreateSymbolicLink(_files.PathOf(".git"), target);
        _files.Write("mine/p5.toml", "[plugins.env]");

        ConfigurationLoader.Load(_files.PathOf("mine"), stackName: null).Plugins.Keys.ShouldBe(["env"]);
        WorkspaceIdentity.Of(_files.PathOf("mine")).Workspace.ShouldBe(".");
    }

    [Theory]
    [InlineData("./login", false)]
    [InlineData("@root/login", true)]
    public async Task Resolve_ExecutableOfAStranger_IsRunOnlyByItsFullPath(string command, bool isRun)
    {
        command = command.Replace("@root", _files.Root, StringComparison.Ordinal);
        _files.Write("p5.toml", $"[plugins.login]\ncmd = '{command}'\n");
        await GiveAsync(_files.WriteExecutable("login", ""));
        PluginConfiguration plugin = _files.Load().Plugins["login"];

        if (isRun)
        {
            CommandResolver.Resolve(plugin, _files.Root).ShouldBe(_files.PathOf("login"));
        }
        else
        {
            P5Exception error = Should.Throw<P5Exception>(() => CommandResolver.Resolve(plugin, _files.Root));
            error.Message.ShouldContain($"is not run: the owner of {_files.PathOf("login")} is 12345, not you.");
            error.RecommendedAction.ShouldBe(Advice);
        }
    }

    [Fact]
    public async Task Authenticate_ExecSourceOfAStranger_IsNotRun()
    {
        await using TestHost test = new TestHost().Write("[plugins.env.config]\ntype = 'exec'\ncmd = './print'\n");
        await GiveAsync(test.Workspace.WriteExecutable("print", "#!/bin/sh\necho A=1\n"));

        (await test.AskOneAsync()).Error.ShouldNotBeNull().Message.ShouldContain("is 12345, not you.");
    }

    // An interpreter runs what its argument names.
    [Theory]
    [InlineData("cmd = 'sh'\nargs = ['./print']", false)]
    [InlineData("cmd = 'sh'\nargs = ['-e', 'print']", false)]
    [InlineData("command = ['sh', './print']", false)]
    [InlineData("command = ['sh', '../print']\ndir = 'sub'", false)]
    [InlineData("command = ['sh', '@root/print']", true)]
    [InlineData("command = ['echo', 'A=print']", true)]
    public async Task Authenticate_ExecSourceWithAnArgumentOfAStranger_IsNotRun(string source, bool isRun)
    {
        await using var test = new TestHost();
        test.Write(
            $"[plugins.env.config]\n{source.Replace("@root", test.Workspace.Root, StringComparison.Ordinal)}\n");
        Directory.CreateDirectory(test.Workspace.PathOf("sub"));
        string script = test.Workspace.Write("print", "echo A=1\n");
        await GiveAsync(script);

        P5Exception? error = (await test.AskOneAsync()).Error;

        (error is null).ShouldBe(isRun);
        error?.Message.ShouldContain($"is not run: the owner of {script} is 12345, not you. {Advice}");
    }

    [Theory]
    [InlineData("./plugin.py", false)]
    [InlineData("plugin.py", false)]
    [InlineData("other.py", true)]
    [InlineData("@root/plugin.py", true)]
    public async Task Resolve_ArgumentOfAStranger_IsNotRun(string argument, bool isRun)
    {
        argument = argument.Replace("@root", _files.Root, StringComparison.Ordinal);
        _files.Write("p5.toml", $"[plugins.login]\ncmd = '/bin/sh'\nargs = ['-u', '{argument}']\n");
        string script = _files.Write("plugin.py", "");
        await GiveAsync(script);
        PluginConfiguration plugin = _files.Load().Plugins["login"];

        if (isRun)
        {
            CommandResolver.Resolve(plugin, _files.Root).ShouldBe("/bin/sh");
        }
        else
        {
            P5Exception error = Should.Throw<P5Exception>(() => CommandResolver.Resolve(plugin, _files.Root));
            error.Message.ShouldContain($"is not run: the owner of {script} is 12345, not you.");
            error.RecommendedAction.ShouldBe(Advice);
        }
    }

    private static async Task GiveAsync(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no program that changes the owner.");
        Assert.SkipWhen(UnixStatus.CurrentUser != 0, "Only root can give a file to another user.");
        await Tool.RunAsync("chown", "-h", Stranger, path);
    }
}
