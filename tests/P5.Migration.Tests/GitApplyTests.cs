using System.Diagnostics;

namespace P5.Migration.Tests;

/// <summary>Applies differences with git, in a folder that is not a repository.</summary>
public sealed class GitApplyTests : IDisposable
{
    private const string Old = "[plugins.a]\nsource = './a'\n\n[plugins.b]\nsource = 'github.com/o/b@v1'\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Files() => new()
    {
        { "p5.toml", Old },
        { "p5.toml", Old.TrimEnd() },
        { "p5.toml", Old.Replace("\n", "\r\n", StringComparison.Ordinal) },
        { "p5.toml", "\uFEFF" + Old },
        { "with blanks/p5.toml", Old },
        { "größe/p5.toml", Old },
        { "größe 2/Pulumi.ä b.yaml", "config:\n  p5:plugins:a: {x: 1}" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Diff_OfAnyFile_IsApplied(string name, string text)
    {
        string file = _folder.Write(name, text);
        ConfigConversion conversion = Convert(file);

        await ApplyAsync(conversion.Diff);

        (await File.ReadAllBytesAsync(file)).ShouldBe(System.Text.Encoding.UTF8.GetBytes(conversion.Text));
    }

    [Theory]
    [InlineData("tab\tand\"quote")]
    [InlineData("back\\slash")]
    public async Task Diff_OfAnUnusualName_IsApplied(string folder)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not allow these names.");
        string file = _folder.Write($"{folder}/p5.toml", Old);
        ConfigConversion conversion = Convert(file);

        await ApplyAsync(conversion.Diff);

        (await File.ReadAllTextAsync(file)).ShouldBe(conversion.Text);
    }

    [Fact]
    public async Task Diff_OfATree_IsAppliedAtOnce()
    {
        _folder.Write("p5.toml", Old);
        _folder.Write("apps/one/Pulumi.yaml", "p5: {plugins: {a: {source: ./a}}}\n");
        _folder.Write("apps/one/Pulumi.dev.yaml", "config:\n  p5:plugins:a:\n    x: 1\n");
        ConfigConversion[] conversions =
            [.. ConfigFiles.Find(_folder.Root, recurse: true, error => throw error).Select(Convert)];
        conversions.Length.ShouldBe(3);

        await ApplyAsync(string.Concat(conversions.Select(conversion => conversion.Diff)));

        conversions.ShouldAllBe(conversion => File.ReadAllText(conversion.Path) == conversion.Text);
    }

    [Fact]
    public void DiffDirectoryOf_PathBelowTheCurrentFolder_IsTheCurrentFolder()
    {
        string inner = Path.GetDirectoryName(_folder.Write("apps/one/p5.toml", Old))!;

        ConfigFiles.DiffDirectoryOf(inner, _folder.Root).ShouldBe(_folder.Root);
        ConfigFiles.DiffDirectoryOf(_folder.Root, _folder.Root).ShouldBe(_folder.Root);
    }

    [Fact]
    public void DiffDirectoryOf_PathElsewhere_IsThatFolder()
    {
        string file = _folder.Write("apps/one/p5.toml", Old);
        string current = Directory.CreateDirectory(_folder.PathOf("apps/two")).FullName;

        ConfigFiles.DiffDirectoryOf(_folder.Root, current).ShouldBe(_folder.Root);
        ConfigFiles.DiffDirectoryOf(file, current).ShouldBe(Path.GetDirectoryName(file));
    }

    private ConfigConversion Convert(string file) =>
        ConfigConverter.Convert(file, new ConversionOptions { DiffDirectory = _folder.Root });

    private async Task ApplyAsync(string diff)
    {
        Assert.SkipUnless(HasGit, "git is not installed.");
        var start = new ProcessStartInfo("git", ["apply", "--whitespace=nowarn", "-"])
        {
            WorkingDirectory = _folder.Root,
            StandardInputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        start.Environment["GIT_CEILING_DIRECTORIES"] = Path.GetDirectoryName(_folder.Root);
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = _folder.PathOf("none");
        RunResult result = await Programs.RunAsync(start, diff);
        result.ExitCode.ShouldBe(0, result.Error);
    }

    private static bool HasGit { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "git.exe" : "git")));
}
