namespace P5.Host.Tests;

/// <summary>Every finding of a check, with names that change what a terminal shows.</summary>
[Trait("Category", "Hostile")]
public sealed class HostileTextTests : CheckerTestBase
{
    private const string Executable = "run";

    private static readonly string s_name = HostileText.Quoted();

    // For each id, files of a workspace that give rise to it; @ is the name. A file without text is a folder.
    private static readonly Dictionary<string, (string File, string? Text)[]> s_causes = new()
    {
        [DiagnosticIds.FileUnreadable] = [("p5.toml", null), ("Pulumi.yaml", "name: x")],
        [DiagnosticIds.FolderUnreadable] = [],
        [DiagnosticIds.OwnerNotTrusted] = [],
        [DiagnosticIds.FileIgnored] = [("Pulumi.yaml", "name: @"), ("Pulumi.@z.yaml", "")],
        [DiagnosticIds.ConfigParse] = [("p5.toml", "[plugins.@]\ncmd = \n")],
        [DiagnosticIds.DocumentIgnored] = [("Pulumi.yaml", "name: @\n---\nb: 1\n")],
        [DiagnosticIds.YamlReadDifferently] = [("Pulumi.yaml", "name: x\na: {!x @: 1, c: 2}\n")],
        [DiagnosticIds.WrongType] = [("p5.toml", "[plugins.@]\ncmd = 1\n")],
        [DiagnosticIds.InvalidValue] = [("p5.toml", "[plugins.@]\ncmd = 'x'\nmtls = @\n")],
        [DiagnosticIds.DuplicateKey] = [("p5.toml", "[plugins.@]\ncmd = 'x'\nCmd = 'y'\n")],
        [DiagnosticIds.UnknownKey] = [("p5.toml", "[plugins.@]\n@ = 1\n")],
        [DiagnosticIds.KeyNotUsed] = [("p5.toml", "[plugins.@]\nbuiltin = 'command'\nargs = [@]\n")],
        [DiagnosticIds.FileNotReturned] =
            [("p5.toml", "[plugins.@]\nbuiltin = 'k9s'\nfiles = ['A']\n")],
        [DiagnosticIds.FileContentIsPath] =
            [("p5.toml", "[plugins.@]\nbuiltin = 'env'\nfiles = ['A']\nconfig = { vars = { A = '/x' } }\n")],
        [DiagnosticIds.LegacyKey] = [("p5.toml", "[plugins.@]\nsource = @\n")],
        [DiagnosticIds.ValueNotSent] = [("p5.toml", "[plugins.@.config]\n@ = [inf]\n")],
        [DiagnosticIds.SecretNotDecrypted] = [("p5.toml", "[plugins.@.config.@]\nsecure = 'v1:x'\n")],
        [DiagnosticIds.OrderUnknownPlugin] = [("p5.toml", "order = [@]\n")],
        [DiagnosticIds.OrderDuplicate] = [("p5.toml", "order = [@, @]\n[plugins.@]\n")],
        [DiagnosticIds.DuplicateName] = [("p5.toml", "[plugins.@a]\n[plugins.@A]\n")],
        [DiagnosticIds.SimilarName] = [("p5.toml", "[plugins.@a]\ncmd = 'x'\n[plugins.@b]\n")],
        [DiagnosticIds.CommandMissing] = [("p5.toml", "[plugins.@]\n")],
        [DiagnosticIds.CommandNotFound] = [("p5.toml", "[plugins.a]\ncmd = @\n")],
        [DiagnosticIds.CommandNotExecutable] = [("p5.toml", "[plugins.@]\ncmd = './p5.toml'\n")],
        [DiagnosticIds.ChecksumMismatch] =
        [
            ("p5.toml", $"[plugins.@]\ncmd = './run'\nsha256 = '{new string('0', 64)}'\n"),
            (Executable, "#!/bin/sh\n"),
        ],
        [DiagnosticIds.EnvConfigInvalid] = [("p5.toml", "[plugins.env.config]\ntype = @\n")],
        [DiagnosticIds.SourceConfigInvalid] = [("p5.toml", "[plugins.@]\nbuiltin = 'command'\n")],
        [DiagnosticIds.SourceNotAvailable] =
            [("p5.toml", "[plugins.@]\nbuiltin = 'command'\nconfig = { command = [@] }\n")],
        [DiagnosticIds.EnvFileNotFound] = [("p5.toml", "[plugins.env.config]\npath = @\n")],
        [DiagnosticIds.EnvFileInvalid] = [("p5.toml", "[plugins.env.config]\npath = @\n"), ("@", "set x=1\n")],
        [DiagnosticIds.EnvFileReadDifferently] =
            [("p5.toml", "[plugins.env.config]\npath = @\n"), ("@", "export A=1\n")],
        [DiagnosticIds.EnvNameUnusual] = [("p5.toml", "[plugins.env.config.vars]\n\"a\\u202eb\\u200b\" = '1'\n")],
        [DiagnosticIds.StackPluginUnknown] =
            [("Pulumi.yaml", "name: x"), ("Pulumi.dev.yaml", "config:\n  p5:plugins:\n    @: {a: b}\n")],
        [DiagnosticIds.StackFileNotFound] =
            [("Pulumi.yaml", "name: x\nstackConfigDir: @"), ("@/Pulumi.dev.yaml", "")],
        [DiagnosticIds.StackFileWithoutProgram] =
            [("a/p5.toml", ""), ("b/Pulumi.dev.yaml", "config: {p5:plugins: {@: {a: b}}}\n")],
        [DiagnosticIds.ReattachUnknownPlugin] = [("p5.toml", "[plugins.@a]\n")],
    };

    public static TheoryData<string> Ids =>
        [.. typeof(DiagnosticIds).GetFields().Select(id => (string)id.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Finding_OfHostileNames_IsSafe(string id)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such file names.");
        s_causes.ShouldContainKey(id, "A new id needs a case, with hostile names in its message.");
        string folder = $"{HostileText.Name}/";
        Workspace.Write($"{folder}p5.toml", "");
        foreach ((string file, string? text) in s_causes[id])
        {
            string path = folder + file.Replace("@", HostileText.Name, StringComparison.Ordinal);
            if (text is null)
            {
                File.Delete(Workspace.PathOf(path));
                Directory.CreateDirectory(Workspace.PathOf(path));
            }
            else if (file == Executable)
            {
                Workspace.WriteExecutable(path, text);
            }
            else
            {
                Workspace.Write(path, Fill(text));
            }
        }

        ConfigurationDiagnostic[] findings = [.. await FindAsync(id, Workspace.PathOf(folder))];

        findings.Select(finding => finding.Id).ShouldContain(id);
        foreach (ConfigurationDiagnostic finding in findings)
        {
            HostileText.ShouldBeSafe(finding.Message);
            HostileText.ShouldBeSafe(finding.Fix);
            HostileText.ShouldBeSafe(finding.Place);
            HostileText.ShouldBeSafe(finding.ToString());
            $"{finding.Place}{finding.Message}".ShouldContain(HostileText.Shown);
            if (finding.Severity == DiagnosticSeverity.Error)
            {
                HostileText.ShouldBeSafe(new ConfigurationException(finding).Message);
            }
        }
    }

    private static string Fill(string text) => text
        .Replace("@a", HostileText.Quoted("a"), StringComparison.Ordinal)
        .Replace("@A", HostileText.Quoted("A"), StringComparison.Ordinal)
        .Replace("@b", HostileText.Quoted("b"), StringComparison.Ordinal)
        .Replace("@", s_name, StringComparison.Ordinal);

    private static async Task<IEnumerable<ConfigurationDiagnostic>> FindAsync(string id, string folder)
    {
        var checker = new ConfigurationChecker();
        switch (id)
        {
            case DiagnosticIds.FolderUnreadable:
                using (new UnreadableFolder(Path.Combine(folder, "deep")))
                {
                    return [.. checker.CheckAll(folder, stackName: null)];
                }

            case DiagnosticIds.OwnerNotTrusted:
                Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can give a file to another user.");
                Directory.CreateDirectory(Path.Combine(folder, ".git"));
                await Tool.RunAsync("chown", "12345", Path.Combine(folder, ".git"));
                break;
            case DiagnosticIds.ReattachUnknownPlugin:
                const string Running = """{"Protocol":"grpc","Pid":1,"Addr":{"Network":"unix","String":"/x"}}""";
                return Reattachments
                    .Apply(ConfigurationLoader.Load(folder, stackName: null), $"{{{s_name}:{Running}}}")
                    .Warnings;
            case DiagnosticIds.SourceNotAvailable:
                await using (var host = new TestHost())
                {
                    return new ConfigurationChecker(host: host.Host).Check(folder, stackName: null);
                }

            case DiagnosticIds.StackFileNotFound:
                return checker.Check(folder, "gone");
        }

        return checker.CheckAll(folder, stackName: null);
    }
}
