using System.Globalization;
using System.Text;
using P5.Host;

namespace P5.Migration.Tests;

/// <summary>
/// Converts whole workspaces of the WASM era. Each folder of Legacy holds the <c>input</c>, the differences that are
/// expected of its files, and what the converted workspaces say when they are loaded.
/// </summary>
public sealed class LegacyTests : IDisposable
{
    private static readonly string s_cases = Repository.PathOf("tests/P5.Migration.Tests/Legacy");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Cases() =>
        [
            .. Directory.EnumerateDirectories(s_cases).Select(path => Path.GetFileName(path)!)
                .Order(StringComparer.Ordinal),
        ];

    [Fact]
    public void Cases_AreTen() => Cases().Count.ShouldBe(10);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Convert_Workspace_ChangesTheIntendedLinesOnce(string name)
    {
        CopyInput(name);

        string diff = string.Concat(ConvertAll(write: true).Select(conversion => conversion.Diff));
        List<ConfigConversion> second = ConvertAll(write: false);

        diff.Replace('\\', '/').ShouldBe(Expected(name, "expected.diff"));
        second.ShouldAllBe(conversion => !conversion.Changed && conversion.Diff == "");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Convert_Workspace_Loads(string name)
    {
        CopyInput(name);
        List<ConfigConversion> conversions = ConvertAll(write: true);

        var loaded = new StringBuilder();
        foreach (string folder in conversions.Select(conversion => Path.GetDirectoryName(conversion.Path)!).Distinct())
        {
            foreach (string? stack in StackFiles.Of(folder).List().DefaultIfEmpty())
            {
                Describe(ConfigurationLoader.Load(folder, stack), loaded);
            }
        }

        Relative(loaded.ToString()).ShouldBe(Expected(name, "expected.txt"));
    }

    private static void Describe(WorkspaceConfiguration workspace, StringBuilder text)
    {
        workspace.StackError.ShouldBeNull();
        workspace.Warnings.ShouldAllBe(
            warning => warning.Id == DiagnosticIds.SecretNotDecrypted, "a secret of Pulumi stays one");
        text.Append(CultureInfo.InvariantCulture, $"{workspace.WorkspaceDirectory} {workspace.StackName ?? "-"}\n");
        foreach (PluginConfiguration plugin in workspace.Plugins.Values)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {plugin.Name}: {plugin.Command}\n");
            foreach ((string key, string value) in plugin.ProgramConfig.OrderBy(
                pair => pair.Key, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"    program {key} = {value}\n");
            }

            foreach ((string key, string value) in plugin.StackConfig.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"    stack {key} = {value.ReplaceLineEndings("|")}\n");
            }
        }
    }

    private List<ConfigConversion> ConvertAll(bool write)
    {
        var conversions = new List<ConfigConversion>();
        foreach (string file in ConfigFiles.Find(_folder.Root, recurse: true, exception => throw exception))
        {
            conversions.Add(ConfigConverter.Convert(file, new ConversionOptions { DiffDirectory = _folder.Root }));
            if (write)
            {
                ConfigConverter.Write(conversions[^1]);
            }
        }

        return conversions;
    }

    private void CopyInput(string name)
    {
        string input = Path.Combine(s_cases, name, "input");
        foreach (string file in Directory.EnumerateFiles(input, "*", SearchOption.AllDirectories))
        {
            _folder.Write(Path.GetRelativePath(input, file), File.ReadAllBytes(file));
        }

        // What is above must not matter.
        Directory.CreateDirectory(_folder.PathOf(".git"));
    }

    private string Relative(string text) => text.Replace(_folder.Root, "", StringComparison.Ordinal).Replace('\\', '/');

    private static string Expected(string name, string file)
    {
        string path = Path.Combine(s_cases, name, file);
        return File.ReadAllText(path).Replace('\\', '/');
    }
}
