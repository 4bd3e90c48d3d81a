namespace P5.Host.Tests;

public sealed class CommandResolverTests : IDisposable
{
    private readonly TemporaryWorkspace _root = new();

    public void Dispose() => _root.Dispose();

    private static string Extension => OperatingSystem.IsWindows() ? ".exe" : "";

    [Fact]
    public void Resolve_RelativePath_StartsFromTheDeclaringFile()
    {
        Executable("repo/tools/login");
        Executable("repo/stacks/tools/login");

        Resolve("./tools/login", declaredIn: "repo/p5.toml", workspace: "repo/stacks")
            .ShouldBe(_root.PathOf($"repo/tools/login{Extension}"), StringCompareShould.IgnoreCase);
    }

    [Fact]
    public void Resolve_RelativePathOnlyInTheWorkspace_FindsItThere()
    {
        Executable("repo/stacks/tools/login");

        Resolve("tools/login", declaredIn: "repo/p5.toml", workspace: "repo/stacks")
            .ShouldBe(_root.PathOf($"repo/stacks/tools/login{Extension}"), StringCompareShould.IgnoreCase);
    }

    [Fact]
    public void Resolve_NotExecutableBesideTheFile_TakesTheWorkspaces()
    {
        _root.Write("repo/login", "no program");
        Executable("repo/stacks/login");

        Resolve("./login", declaredIn: "repo/p5.toml", workspace: "repo/stacks")
            .ShouldBe(_root.PathOf($"repo/stacks/login{Extension}"), StringCompareShould.IgnoreCase);
    }

    [Fact]
    public void Resolve_FullPath_IsTaken() =>
        Resolve(Programs.Recorder, "p5.toml", "").ShouldBe(Programs.Recorder);

    [Fact]
    public void Resolve_BareName_IsLookedUpOnPathOnly()
    {
        string sh = Tool.Require("sh");
        Executable("sh");

        Resolve("sh", "p5.toml", "").ShouldBe(sh);
        Executable("p5-only-here");
        Should.Throw<P5Exception>(() => Resolve("p5-only-here", "p5.toml", "")).Message.ShouldContain("PATH");
    }

    /// <summary>Windows would search the drive's current folder, which is the host's.</summary>
    [Fact]
    public void Resolve_DriveWithoutFolder_StartsFromTheDeclaringFile()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "only Windows has drives");
        Executable("repo/login");
        string command = $"{Path.GetPathRoot(_root.PathOf("repo"))![..2]}login";

        Resolve(command, declaredIn: "repo/p5.toml", workspace: "repo")
            .ShouldBe(_root.PathOf("repo/login.exe"), StringCompareShould.IgnoreCase);
        UserPath.IsIndependent(command).ShouldBeFalse();
    }

    [Theory]
    [InlineData(@"\\server\share\login.exe", true)]
    [InlineData("//server/share/login.exe", true)]
    [InlineData(@"C:\login.exe", true)]
    [InlineData("C:/login.exe", true)]
    [InlineData(@"~\login.exe", true)]
    [InlineData("login", true)] // on PATH
    [InlineData(@"\login.exe", false)] // on the drive of the folder
    [InlineData("C:login.exe", false)]
    [InlineData(@".\login.exe", false)]
    public void IsIndependent_PathOnWindows_DependsOnItsStart(string command, bool expected)
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "the paths of Windows");

        UserPath.IsIndependent(command).ShouldBe(expected);
    }

    /// <summary>Longer than the 260 characters of old programs.</summary>
    [Fact]
    public void Resolve_LongPath_IsFound()
    {
        string folder = string.Join('/', Enumerable.Repeat(new string('d', 50), 6));
        Executable($"{folder}/login");

        Resolve($"./{folder}/login", "p5.toml", "")
            .ShouldBe(_root.PathOf($"{folder}/login{Extension}"), StringCompareShould.IgnoreCase);
    }

    [Fact]
    public void Resolve_Tilde_IsTheHomeFolder()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

        P5Exception error = Should.Throw<P5Exception>(() => Resolve("~/p5-no-such-plugin", "p5.toml", ""));

        error.Message.ShouldContain(Path.Combine(home, "p5-no-such-plugin"));
        error.Message.ShouldNotContain(_root.PathOf("~"));
    }

    [Fact]
    public void Resolve_Missing_NamesTheFileAndAllPlaces()
    {
        P5Exception error = Should.Throw<P5Exception>(() => Resolve("./login", "repo/p5.toml", "repo/stacks"));

        error.ErrorId.ShouldBe(ErrorIds.PluginNotFound);
        error.PluginName.ShouldBe("login");
        error.Message.ShouldContain(_root.PathOf("repo/p5.toml"));
        error.Message.ShouldContain(_root.PathOf("repo/login"));
        error.Message.ShouldContain(_root.PathOf("repo/stacks/login"));
        error.RecommendedAction.ShouldNotBeEmpty();
    }

    [Fact]
    public void Resolve_NotExecutable_SaysWhichFileAndWhy()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no execute bit.");
        _root.Write("login", "no program");

        P5Exception error = Should.Throw<P5Exception>(() => Resolve("./login", "p5.toml", ""));

        error.ErrorId.ShouldBe(ErrorIds.PluginNotFound);
        error.Message.ShouldContain(_root.PathOf("login"));
        error.Message.ShouldContain("execute");
    }

    [Theory]
    [InlineData("./lo\0gin", "NUL")]
    [InlineData("lo\0gin", "NUL")]
    [InlineData("", "no cmd")]
    public void Resolve_CommandThatCannotBe_SaysSo(string command, string problem)
    {
        P5Exception error = Should.Throw<P5Exception>(() => Resolve(command, "p5.toml", ""));

        error.ErrorId.ShouldBe(ErrorIds.PluginNotFound);
        error.Message.ShouldContain(problem);
        error.Message.ShouldContain(_root.PathOf("p5.toml"));
    }

    private string Resolve(string command, string declaredIn, string workspace)
    {
        PluginConfiguration plugin =
            GivenPlugin.Named("login", command) with { CommandFile = _root.PathOf(declaredIn) };
        return CommandResolver.Resolve(plugin, Path.TrimEndingDirectorySeparator(_root.PathOf(workspace)));
    }

    private void Executable(string relative) => _root.WriteExecutable(relative + Extension, "#!/bin/sh\n");
}
