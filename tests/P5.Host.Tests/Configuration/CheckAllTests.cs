namespace P5.Host.Tests;

/// <summary>A repository of several workspaces.</summary>
public sealed class CheckAllTests : CheckerTestBase
{
    public CheckAllTests() => Workspace.Write(".git", "");

    [Fact]
    public void CheckAll_OfARepository_FindsEachWorkspaceAndPassesOverBuildFolders()
    {
        foreach (string folder in new[] { "a", "b/c", "node_modules/x", "a/bin", "a/obj/y", "b/.git" })
        {
            Workspace.Write($"{folder}/Pulumi.yaml", "text");
        }

        CheckAllLines().ShouldBe(["a/Pulumi.yaml:1:1 Error ConfigParse", "b/c/Pulumi.yaml:1:1 Error ConfigParse"]);
    }

    [Fact]
    public void CheckAll_OfASharedFile_ReportsItsFindingsOnce()
    {
        Workspace.Write("p5.toml", "version = 1\n[plugins.a]\n");
        Workspace.Write("x/Pulumi.yaml", "name: x");
        Workspace.Write("y/Pulumi.yaml", "name: y");

        CheckAllLines().ShouldBe(["p5.toml:1:1 Warning UnknownKey", "p5.toml:2:10 Error CommandMissing"]);
    }

    [Fact]
    public void CheckAll_OfASharedFileThatProgramsComplete_DoesNotJudgeItAlone()
    {
        WriteExecutable("p");
        Workspace.Write("p5.toml", "[plugins.a]\n");
        Workspace.Write("x/Pulumi.yaml", "p5: {plugins: {a: {cmd: ../p}}}");

        CheckAllLines().ShouldBeEmpty();
    }

    [Fact]
    public void CheckAll_OfASharedOrder_NamesPluginsThatNoProgramHas()
    {
        Workspace.Write("p5.toml", "order = [\"k9s\", \"grafana\", \"nobody\"]\n");
        Workspace.Write("x/Pulumi.yaml", "p5: {plugins: {k9s: }}");
        Workspace.Write("y/Pulumi.yaml", "p5: {plugins: {grafana: }}");

        CheckAllLines().ShouldBe(["p5.toml:1:28 Warning OrderUnknownPlugin"]);
    }

    [Fact]
    public void CheckAll_OfAStack_ReportsItIfNoProgramHasIt()
    {
        Workspace.Write("x/Pulumi.yaml", "name: x");
        Workspace.Write("y/Pulumi.yaml", "name: y");
        Workspace.Write("y/Pulumi.dev.yaml", "");

        CheckAllLines("dev").ShouldBeEmpty();
        CheckAllLines("prod").ShouldBe(["Pulumi.prod.yaml Warning StackFileNotFound"]);
    }

    [Fact]
    public void CheckAll_OfAStackFileWithoutAProgram_ReportsThatItIsNotRead()
    {
        Workspace.Write("x/Pulumi.yaml", "name: x");
        Workspace.Write("y/Pulumi.dev.yaml", "config: {p5:plugins: {a: {b: c}}}");
        Workspace.Write("y/Pulumi.other.yaml", "config: {}");

        CheckAllLines().ShouldBe(["y/Pulumi.dev.yaml Warning StackFileWithoutProgram"]);
    }

    [Fact]
    public void CheckAll_OfAFolderThatCannotBeRead_ReportsItAndChecksTheOthers()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), UnreadableFolder.WindowsReason);
        Workspace.Write("a/Pulumi.yaml", "text");
        Workspace.Write("z/Pulumi.yaml", "text");
        using var unreadable = new UnreadableFolder(Workspace.PathOf("m"));

        string[] lines = CheckAllLines();

        lines[..2].ShouldBe(["a/Pulumi.yaml:1:1 Error ConfigParse", "z/Pulumi.yaml:1:1 Error ConfigParse"]);
        lines[2..].ShouldHaveSingleItem().ShouldEndWith(" Error FolderUnreadable");
        lines[2].ShouldStartWith("m/nnn");
    }

    [Fact]
    public void CheckAll_OfAFolderThatCannotBeReadAlone_DoesNotSayThatThereIsNoWorkspace()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), UnreadableFolder.WindowsReason);
        using var unreadable = new UnreadableFolder(Workspace.PathOf("m"));

        CheckAllLines().ShouldHaveSingleItem().ShouldEndWith(" Error FolderUnreadable");
    }

    [Fact]
    public void CheckAll_OfAFolderThatIsClosedToTheUser_ReportsIt()
    {
        Assert.SkipWhen(
            OperatingSystem.IsWindows() || System.Environment.IsPrivilegedProcess,
            "Root reads every folder, and Windows has no such mode.");
        Workspace.Write("a/Pulumi.yaml", "name: a");
        Workspace.Write("listed/Pulumi.yaml", "name: b");
        Workspace.Write("closed/Pulumi.yaml", "name: c");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Workspace.PathOf("listed"), UnixFileMode.UserExecute);
            File.SetUnixFileMode(Workspace.PathOf("closed"), UnixFileMode.None);
            string[] lines = CheckAllLines();
            const UnixFileMode All = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            File.SetUnixFileMode(Workspace.PathOf("listed"), All);
            File.SetUnixFileMode(Workspace.PathOf("closed"), All);
            lines.ShouldBe(["closed Error FolderUnreadable", "listed Error FolderUnreadable"]);
        }
    }

    [Fact]
    public void CheckAll_OfAStackFileWhoseNameNoStackHas_ReportsItAndChecksTheOthers()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such file names.");
        Workspace.Write("a/Pulumi.yaml", "name: a");
        Workspace.Write("a/Pulumi.x:y.yaml", "");
        Workspace.Write("a/Pulumi.\u001bz.yaml", "");
        Workspace.Write("b/Pulumi.yaml", "text");

        ConfigurationDiagnostic[] findings = [.. new ConfigurationChecker().CheckAll(Workspace.Root, null)];

        findings.Select(finding => finding.Id).ShouldBe(["FileIgnored", "FileIgnored", "ConfigParse"]);
        findings[0].Place.ShouldEndWith("Pulumi.\\u001bz.yaml");
        findings[0].File.ShouldEndWith("Pulumi.\u001bz.yaml");
        findings[0].Message.ShouldBe("The file is not read: '\\u001bz' cannot be the name of a stack.");
    }

    [Fact]
    public void CheckAll_WithoutAWorkspace_Throws() =>
        Should.Throw<P5Exception>(() => CheckAllLines()).ErrorId.ShouldBe(ErrorIds.WorkspaceNotFound);

    [Fact]
    public void CheckAll_WithProgress_NamesEachWorkspaceBeforeItsFindings()
    {
        Workspace.Write("x/Pulumi.yaml", "text");
        Workspace.Write("y/Pulumi.yaml", "text");
        var told = new List<string>();

        foreach (ConfigurationDiagnostic finding in new ConfigurationChecker().CheckAll(
            Workspace.Root,
            null,
            progress => told.Add($"{progress.Done}/{progress.Total} {Path.GetFileName(progress.Workspace)}")))
        {
            told.Add(finding.Id);
        }

        told.ShouldBe(["0/2 x", "ConfigParse", "1/2 y", "ConfigParse"]);
    }

    [Fact]
    public void CheckAll_Cancelled_Ends()
    {
        Workspace.Write("x/Pulumi.yaml", "text");
        Workspace.Write("y/Pulumi.yaml", "text");
        using var cancellation = new CancellationTokenSource();
        using IEnumerator<ConfigurationDiagnostic> findings = new ConfigurationChecker()
            .CheckAll(Workspace.Root, null, progress: null, cancellation.Token)
            .GetEnumerator();
        findings.MoveNext().ShouldBeTrue();

        cancellation.Cancel();

        Should.Throw<OperationCanceledException>(() => findings.MoveNext());
    }
}
