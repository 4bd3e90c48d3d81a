namespace P5.Host.Tests;

public sealed class GitHubActionsTests : IDisposable
{
    private readonly TemporaryWorkspace _folder = new();
    private readonly MemoryEnvironment _environment = new();

    public GitHubActionsTests() => _environment["GITHUB_ENV"] = _folder.PathOf("env");

    public static TheoryData<string> Values =>
    [
        "plain", "", "  two  ", "one\ntwo\n\n four", "end\n", "\n", "a\r\nb\rc", "A<<EOF\nEOF\nB=1",
        "it's \"$a\" `b` \\", "grüße 🎉",
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Values))]
    public void WriteFile_AnyValue_TheRunnerReadsIt(string value)
    {
        Dictionary<string, string> variables = new() { ["BEFORE"] = "1", ["TOKEN"] = value, ["zz after"] = "2" };

        new EnvironmentExport(EnvironmentFormat.GitHubActions, _environment).WriteFile(variables);

        ReadAsTheRunner(File.ReadAllText(_folder.PathOf("env"))).ShouldBe(variables, ignoreOrder: true);
    }

    [Fact]
    public void WriteFile_FileWithAnOpenLine_KeepsWhatIsThere()
    {
        _folder.Write("env", "OTHER=kept");

        new EnvironmentExport(EnvironmentFormat.GitHubActions, _environment)
            .WriteFile(new Dictionary<string, string> { ["A"] = "1" });

        ReadAsTheRunner(File.ReadAllText(_folder.PathOf("env"))).ShouldBe(new() { ["OTHER"] = "kept", ["A"] = "1" });
    }

    [Fact]
    public void Format_SameVariableTwice_HasAnotherDelimiterEachTime() => Enumerable.Range(0, 10)
        .Select(_ => EnvironmentFormatter.Format([new("A", "1")], EnvironmentFormat.GitHubActions))
        .ShouldBeUnique();

    [Fact]
    public void GetText_Values_MasksEachLongLineOnceAndHasNoVariables()
    {
        var export = new EnvironmentExport(EnvironmentFormat.GitHubActions, _environment);

        string text = export.GetText(new Dictionary<string, string>
        {
            ["A"] = "100% secret",
            ["B"] = "first line\r\n}\nsecond line\n",
            ["C"] = "true",
            ["D"] = "second line",
            ["E"] = "",
        });

        text.ShouldBe("::add-mask::100%25 secret\n::add-mask::first line\n::add-mask::second line\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData("A<<B")]
    [InlineData("A=B")]
    [InlineData("A\nB")]
    public void WriteFile_NameThatTheFileCannotHold_LeavesItOut(string name)
    {
        var export = new EnvironmentExport(EnvironmentFormat.GitHubActions, _environment);
        var variables = new Dictionary<string, string> { [name] = "hunter2" };

        export.WriteFile(variables);

        export.GetWarnings(variables).ShouldHaveSingleItem().ShouldNotContain("hunter2");
        File.ReadAllText(_folder.PathOf("env")).Trim().ShouldBe("");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void New_NoRunner_SaysSo(string? file)
    {
        _environment["GITHUB_ENV"] = file;

        P5Exception error = Should.Throw<P5Exception>(
            () => new EnvironmentExport(EnvironmentFormat.GitHubActions, _environment));

        error.ErrorId.ShouldBe(ErrorIds.ExportFailed);
        error.Message.ShouldContain("GITHUB_ENV");
    }

    [Fact]
    public void WriteFile_FileCannotBeWritten_SaysSoWithoutValues()
    {
        _environment["GITHUB_ENV"] = _folder.PathOf("missing/env");
        var export = new EnvironmentExport(EnvironmentFormat.GitHubActions, _environment);

        P5Exception error = Should.Throw<P5Exception>(
            () => export.WriteFile(new Dictionary<string, string> { ["A"] = "hunter2" }));

        error.ErrorId.ShouldBe(ErrorIds.ExportFailed);
        error.ToString().ShouldNotContain("hunter2");
    }

    [Fact]
    public void Export_OtherFormat_NeedsNoRunnerAndWritesNoFile()
    {
        var export = new EnvironmentExport(EnvironmentFormat.Posix, new MemoryEnvironment());
        Dictionary<string, string> variables = new() { ["A"] = "1" };

        export.WriteFile(variables);

        export.FilePath.ShouldBeNull();
        export.GetText(variables).ShouldBe("export A='1'\n");
    }

    // Each plugin's answer is small enough; all of them together are not.
    [Theory]
    [InlineData(EnvironmentFormat.GitHubActions)]
    [InlineData(EnvironmentFormat.Json)]
    public void GetText_MoreThanAnEnvironmentHolds_Fails(EnvironmentFormat format)
    {
        _environment["GITHUB_ENV"] = "env";
        string half = new('x', VariableRules.MaximumBytes / 2);
        var variables = new Dictionary<string, string> { ["A"] = half, ["B"] = half };

        P5Exception error = Should.Throw<P5Exception>(
            () => new EnvironmentExport(format, _environment).GetText(variables));

        error.ErrorId.ShouldBe(ErrorIds.ExportFailed);
        error.Message.ShouldBe(
            "The plugins returned variables of 16,777,218 bytes; the limit is 16,777,216 bytes (16 MiB).");
    }

    /// <summary>
    /// The file as GitHub's runner reads it: empty lines pass; <c>NAME=value</c>; or <c>NAME&lt;&lt;DELIMITER</c>, then
    /// the value up to the line that is the delimiter, without the last end of line.
    /// </summary>
    private static Dictionary<string, string> ReadAsTheRunner(string text)
    {
        var variables = new Dictionary<string, string>();
        var lines = new Queue<string>(text.Split('\n'));
        while (lines.TryDequeue(out string? line))
        {
            int equals = line.IndexOf('=');
            int heredoc = line.IndexOf("<<", StringComparison.Ordinal);
            if (heredoc >= 0 && (equals < 0 || heredoc < equals))
            {
                var value = new List<string>();
                for (string next = lines.Dequeue(); next != line[(heredoc + 2)..]; next = lines.Dequeue())
                {
                    value.Add(next);
                }

                variables[line[..heredoc]] = string.Join('\n', value);
            }
            else if (line.Length > 0)
            {
                variables[line[..equals]] = line[(equals + 1)..];
            }
        }

        return variables;
    }
}
