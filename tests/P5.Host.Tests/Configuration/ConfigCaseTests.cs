using System.Text.Json.Nodes;

namespace P5.Host.Tests;

/// <summary>Every golden case, loaded through the public API and compared value for value.</summary>
public sealed class ConfigCaseTests(ITestOutputHelper output)
{
    private static readonly ConfigurationLoaderOptions s_utc = new() { LocalOffset = TimeSpan.Zero };

    public static TheoryData<string> Cases
    {
        get
        {
            // Without a row xunit fails the theory instead of skipping it.
            string[] names = [.. ConfigCases.Names()];
            return new TheoryData<string>(names.Length > 0 ? names : ["(none)"]);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Load_Case_MatchesReference(string name)
    {
        Assert.SkipWhen(ConfigCases.Folder is null, ConfigCases.SkipReason);
        using var workspace = new TemporaryWorkspace();
        ConfigCases.CopyInput(name, workspace);
        string folder = Path.Combine(ConfigCases.Folder!, name);
        JsonNode given = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "case.json")))!;
        JsonNode expected = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")))!;

        JsonObject actual = Load(workspace.Root, (string)given["workdir"]!, (string)given["stack"]!);

        Differences("", actual, expected).ShouldBeEmpty();
    }

    [Fact]
    public void Cases_InTheirFolder_AreAllRead()
    {
        Assert.SkipWhen(ConfigCases.Folder is null, ConfigCases.SkipReason);

        int count = ConfigCases.Names().Count();
        output.WriteLine($"config-cases: {count} cases");

        count.ShouldBeGreaterThanOrEqualTo(30);
    }

    // One line for each place where the two differ, so that a failure shows the value and not the whole case.
    private static IEnumerable<string> Differences(string path, JsonNode? actual, JsonNode? expected)
    {
        if (actual is not JsonObject left || expected is not JsonObject right)
        {
            return JsonNode.DeepEquals(actual, expected)
                ? []
                : [$"{path}: {actual?.ToJsonString() ?? "null"} instead of {expected?.ToJsonString() ?? "null"}"];
        }

        return left.Concat(right)
            .Select(pair => pair.Key)
            .Distinct()
            .SelectMany(key => left.ContainsKey(key) && right.ContainsKey(key)
                ? Differences($"{path}/{key}", left[key], right[key])
                : [$"{path}/{key}: only {(left.ContainsKey(key) ? "loaded" : "expected")}"]);
    }

    private static JsonObject Load(string root, string workdir, string stack)
    {
        try
        {
            return ToJson(root, ConfigurationLoader.Load(Path.Combine(root, workdir), stack, s_utc));
        }
        catch (ConfigurationException exception)
        {
            return new JsonObject { ["error"] = new JsonObject { ["stage"] = StageOf(exception) } };
        }
    }

    private static string StageOf(ConfigurationException exception) => exception.Stage switch
    {
        ConfigurationStage.Global => "failed to load global config",
        ConfigurationStage.Program => "failed to load p5 config",
        _ => "failed to load stack config",
    };

    private static JsonObject ToJson(string root, WorkspaceConfiguration configuration) => new()
    {
        ["error"] = null,
        ["globalConfigPath"] = configuration.GlobalFile is { } file
            ? Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/')
            : null,
        ["programName"] = configuration.ProgramName,
        ["secretsProvider"] = configuration.Plugins.Count == 0 || configuration.StackError is not null
            ? null
            : configuration.SecretsProvider,
        ["sequential"] = ToJson(configuration.Sequential.Select(plugin => plugin.Name)),
        ["parallel"] = ToJson(configuration.Parallel.Select(plugin => plugin.Name)),
        ["plugins"] = new JsonObject(configuration.Plugins.Select(pair =>
            KeyValuePair.Create<string, JsonNode?>(pair.Key, ToJson(pair.Value, configuration.StackError)))),
    };

    private static JsonObject ToJson(PluginConfiguration plugin, ConfigurationException? stackError) => new()
    {
        ["cmd"] = plugin.Command,
        ["args"] = ToJson(plugin.Arguments),
        ["refresh"] = new JsonObject
        {
            ["onWorkspaceChange"] = plugin.Get(PluginOptions.Refresh).OnWorkspaceChange,
            ["onStackChange"] = plugin.Get(PluginOptions.Refresh).OnStackChange,
            ["onConfigChange"] = plugin.Get(PluginOptions.Refresh).OnConfigChange,
        },
        ["importHelper"] = plugin.Get(PluginOptions.ImportHelper),
        ["useAuthEnv"] = plugin.Get(PluginOptions.UseAuthEnv),
        ["resourceOpener"] = plugin.Get(PluginOptions.ResourceOpener),
        ["programConfig"] = ToJson(plugin.ProgramConfig),
        ["stackConfig"] = stackError is null ? ToJson(plugin.StackConfig) : null,
        ["stackError"] = stackError is null ? null : new JsonObject { ["stage"] = StageOf(stackError) },
    };

    private static JsonArray ToJson(IEnumerable<string> texts) =>
        new([.. texts.Select(text => JsonValue.Create(text))]);

    private static JsonObject ToJson(IReadOnlyDictionary<string, string> texts) =>
        new(texts.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, JsonValue.Create(pair.Value))));
}
