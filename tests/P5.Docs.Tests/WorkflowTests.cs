using System.Text.RegularExpressions;
using P5.Host;

namespace P5.Docs.Tests;

/// <summary>What every GitHub workflow keeps, the project's own and that of the examples.</summary>
public sealed partial class WorkflowTests
{
    public static TheoryData<string> Workflows =>
        [
            .. Yaml(".github/workflows", SearchOption.TopDirectoryOnly),
            .. Yaml("examples/ci", SearchOption.TopDirectoryOnly),
        ];

    private static IEnumerable<string> WithActions =>
        Yaml(".github", SearchOption.AllDirectories).Concat(Yaml("examples/ci", SearchOption.TopDirectoryOnly));

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Workflow_OfTheRepository_HasOnlyTheRightsItNeedsAndJobsThatEnd(string file)
    {
        ConfigMap workflow = YamlDocument.Read(file, File.ReadAllText(Repository.PathOf(file)));

        workflow.Find("on").ShouldNotBeNull();
        workflow.Find("permissions").ShouldBeOfType<ConfigMap>().Entries
            .Select(right => (right.Key.Raw, right.Value.Raw)).ShouldBe([("contents", "read")]);
        foreach (ConfigEntry entry in workflow.Find("jobs").ShouldBeOfType<ConfigMap>().Entries)
        {
            string where = $"{file}: {entry.Key.Raw}";
            var job = entry.Value.ShouldBeOfType<ConfigMap>(where);
            if (job.Find("uses") is null)
            {
                job.Find("timeout-minutes").ShouldNotBeNull(where);
                job.Find("steps").ShouldBeOfType<ConfigList>(where).Items.ShouldNotBeEmpty(where);
            }
        }
    }

    [Fact]
    public void Actions_OfOthers_ArePinnedToOneCommitEach()
    {
        (string File, string Action, string Pin)[] uses =
        [
            .. from file in WithActions
               from Match match in Uses().Matches(File.ReadAllText(Repository.PathOf(file)))
               select (file, match.Groups["action"].Value, match.Groups["pin"].Value),
        ];

        uses.ShouldNotBeEmpty();
        foreach ((string file, string action, string pin) in uses)
        {
            if (action.StartsWith("./", StringComparison.Ordinal))
            {
                Path.Exists(Repository.PathOf(action)).ShouldBeTrue($"{file}: {action}");
            }
            else
            {
                pin.ShouldMatch("^@[0-9a-f]{40} # v[0-9]+\\.[0-9]+\\.[0-9]+$", $"{file}: {action}");
            }
        }

        uses.Select(use => (use.Action, use.Pin)).Distinct().Select(use => use.Action).ShouldBeUnique();
    }

    /// <summary>
    /// The package p5env lists one for each system: if CI did not create it, p5env could not be installed there.
    /// </summary>
    [Fact]
    public void NativePackages_ThatP5envLists_AreCreatedByCI()
    {
        string[] listed = [.. Items(ListedSystems(), "src/P5.Cli/P5.Cli.csproj").Single().Split(';')];
        string[] created = [.. Items(MatrixSystem(), ".github/workflows/ci.yml")];

        created.Append("any").ShouldBe(listed, ignoreOrder: true);

        static IEnumerable<string> Items(Regex pattern, string file) =>
            pattern.Matches(File.ReadAllText(Repository.PathOf(file))).Select(match => match.Groups[1].Value);
    }

    /// <summary>A system that CI tests in another way is one whose failures a contributor cannot repeat.</summary>
    [Fact]
    public void Tests_OfAllSystems_RunTheSameScript()
    {
        const string File = ".github/workflows/ci.yml";
        ConfigMap job = YamlDocument.Read(File, System.IO.File.ReadAllText(Repository.PathOf(File)))
            .Find("jobs").ShouldBeOfType<ConfigMap>()
            .Find("test").ShouldBeOfType<ConfigMap>();

        ConfigMap[] commands =
        [
            .. job.Find("steps").ShouldBeOfType<ConfigList>().Items.OfType<ConfigMap>()
                .Where(step => step.Find("run") is not null),
        ];

        ConfigMap command = commands.ShouldHaveSingleItem();
        command.Entries.Select(entry => (entry.Key.Raw, entry.Value.Raw))
            .ShouldBe([("shell", "bash"), ("run", ".ci/run")]);
    }

    private static IEnumerable<string> Yaml(string folder, SearchOption search) =>
        Directory.EnumerateFiles(Repository.PathOf(folder), "*.yml", search)
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    [GeneratedRegex("<ToolPackageRuntimeIdentifiers>(.+?)<")]
    private static partial Regex ListedSystems();

    [GeneratedRegex(@"^ +- \{ os: \S+, system: (\S+) \}", RegexOptions.Multiline)]
    private static partial Regex MatrixSystem();

    [GeneratedRegex(@"^[ -]*uses: (?<action>[^@\s]+)(?<pin>.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Uses();
}
