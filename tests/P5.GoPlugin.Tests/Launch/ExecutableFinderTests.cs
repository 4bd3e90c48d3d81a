namespace P5.GoPlugin.Tests;

public sealed class ExecutableFinderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gpt-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void TryFind_FullPath_IsFound()
    {
        ExecutableFinder.TryFind(Programs.Faulty, out string? path, out _).ShouldBeTrue();

        path.ShouldBe(Programs.Faulty);
    }

    [Fact]
    public void TryFind_NameOnPath_IsFound()
    {
        string folder = Path.GetDirectoryName(Programs.Faulty)!;
        string searchPath = string.Join(Path.PathSeparator, "", "relative", _folder.FullName, folder);

        ExecutableFinder.TryFind("p5-faulty", OnPath(searchPath), out string? path, out _).ShouldBeTrue();

        path.ShouldBe(Programs.Faulty, StringCompareShould.IgnoreCase);
    }

    [Fact]
    public void TryFind_NameNowhere_SaysSo()
    {
        ExecutableFinder.TryFind("no-such-plugin", OnPath(_folder.FullName), out string? path, out string? problem)
            .ShouldBeFalse();

        path.ShouldBeNull();
        problem.ShouldBe("no folder on PATH contains an executable 'no-such-plugin'");
    }

    [Fact]
    public void TryFind_RelativePathEntry_IsPassedOver()
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, Path.GetDirectoryName(Programs.Faulty)!);

        ExecutableFinder.TryFind("p5-faulty", OnPath(relative), out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void TryFind_Folder_SaysSo() => Problem(_folder.FullName).ShouldBe($"'{_folder.FullName}' is a folder");

    [Fact]
    public void TryFind_MissingFile_SaysSo()
    {
        string file = Path.Combine(_folder.FullName, "gone");

        Problem(file).ShouldBe($"'{file}' does not exist");
    }

    [Fact]
    public void TryFind_NoExecuteBit_SaysItsMode()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no execute bit");
        string file = TextFile();

        Problem(file).ShouldBe($"'{file}' has no execute bit (mode 640)");
    }

    [Fact]
    public void TryFind_NoExecuteBitOnPath_SaysThatAndNotThatItIsMissing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no execute bit");
        string file = TextFile();

        ExecutableFinder.TryFind(Path.GetFileName(file), OnPath(_folder.FullName), out _, out string? problem)
            .ShouldBeFalse();

        problem.ShouldNotBeNull().ShouldContain("mode 640");
    }

    // A folder of the current drive, a stream beside a file, the current folder.
    [Fact]
    public void TryFind_OnWindows_FindsOnlyWhatTheCommandNames()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "the rules of Windows");
        string file = Path.Combine(_folder.FullName, "login.plugin.exe");
        File.WriteAllText(file, "");
        Dictionary<string, string> environment = OnPath(_folder.FullName);

        foreach (string command in (string[])
            ["login.plugin", "LOGIN.plugin.EXE", file, file.Replace('\\', '/'), $@"\\?\{file}"])
        {
            ExecutableFinder.TryFind(command, environment, out string? path, out _).ShouldBeTrue(command);
            path.Replace(@"\\?\", "").ShouldBe(file, StringCompareShould.IgnoreCase);
        }

        environment["PATHEXT"] = "";
        ExecutableFinder.TryFind("login.plugin", environment, out _, out _).ShouldBeTrue();
        ExecutableFinder.TryFind("login.plugin", OnPath("."), out _, out _).ShouldBeFalse();
        Problem($"{file}:hidden").ShouldBe($"'{file}:hidden' is not the name of a file: it contains ':'");
        Problem(@"\\localhost\p5-no-share\login").ShouldBe(@"'\\localhost\p5-no-share\login' does not exist");
    }

    [Fact]
    public void TryFind_ExtensionsOfTheEnvironment_AreTriedInTheirOrder()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "the rules of Windows");
        Array.ForEach(
            ["login", "login.py", "login.cmd"], name => File.WriteAllText(Path.Combine(_folder.FullName, name), ""));
        Dictionary<string, string> environment = OnPath(_folder.FullName);

        foreach ((string extensions, string? expected) in new[]
        {
            (".CMD;.PY", "login.cmd"), (".PY;.CMD", "login.py"), (".EXE;;.py", "login.py"), (".EXE", null),
        })
        {
            environment["PATHEXT"] = extensions;
            ExecutableFinder.TryFind("login", environment, out string? path, out _).ShouldBe(expected is not null);
            Path.GetFileName(path).ShouldBe(expected, StringCompareShould.IgnoreCase);
        }
    }

    [Theory]
    [InlineData("NUL")]
    [InlineData("con")]
    [InlineData("COM1")]
    public void TryFind_DeviceOfWindows_IsNoFile(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "the rules of Windows");
        string file = Path.Combine(_folder.FullName, name);

        Problem(file).ShouldBe($@"'\\.\{name}' is the name of a device");
        ExecutableFinder.TryFind(name, OnPath(_folder.FullName), out _, out _).ShouldBeFalse();
    }

    private static Dictionary<string, string> OnPath(string searchPath) => new() { ["PATH"] = searchPath };

    private string TextFile()
    {
        string file = Path.Combine(_folder.FullName, "script");
        File.WriteAllText(file, "#!/bin/sh\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        }

        return file;
    }

    private static string? Problem(string command)
    {
        ExecutableFinder.TryFind(command, out _, out string? problem).ShouldBeFalse();
        return problem;
    }
}
