using System.Text.Json;
using System.Text.Json.Serialization;
using P5.Sources;

namespace P5.Host;

/// <summary>
/// Reads the configuration of <c>env</c>: one input at the top level, and a list <c>sources</c> after it. Values come
/// as text, as every plugin receives them; a list or table in them is JSON.
/// </summary>
internal static partial class EnvInputParser
{
    public const string ListKey = "sources";

    public const string TypeKey = "type";
    private const string PathKey = "path";
    private const string OptionalKey = "optional";
    private const string VariablesKey = "vars";
    private const string CommandKey = "cmd";
    private const string ArgumentsKey = "args";
    private const string CommandListKey = "command";
    private const string DirectoryKey = "dir";

    private const string FileType = "file";
    private const string StaticType = "static";
    private const string ExecType = "exec";

    /// <summary>The keys of one source. Numbers and booleans are accepted as text too.</summary>
    public static IReadOnlyList<SourceSetting> SourceKeys { get; } =
    [
        new(TypeKey, SettingKind.Text, "What it is. Default: what its other keys say.")
        {
            Values = [FileType, StaticType, ExecType],
        },
        new(PathKey, SettingKind.Text, "The file, relative to the workspace."),
        new(OptionalKey, SettingKind.Flag, "Whether the file may be missing. Default: false."),
        new(VariablesKey, SettingKind.Table, "The variables of a static source."),
        new(CommandKey, SettingKind.Text, "The executable that prints the variables."),
        new(ArgumentsKey, SettingKind.Texts, "Its arguments."),
        new(CommandListKey, SettingKind.Texts, "The executable and its arguments, in place of cmd and args."),
        new(DirectoryKey, SettingKind.Text, "The folder in which it runs. Default: the workspace."),
    ];

    /// <summary>The keys of a source, and of the top level.</summary>
    public static IReadOnlyList<string> Keys { get; } = [.. SourceKeys.Select(setting => setting.Key), ListKey];

    /// <summary>Reads one configuration, the program's or the stack's.</summary>
    /// <param name="config">Keys and values.</param>
    /// <returns>The inputs in their order; none if the configuration names none.</returns>
    /// <exception cref="SourceException">Something in it is wrong.</exception>
    public static IReadOnlyList<EnvInput> Parse(IReadOnlyDictionary<string, string> config)
    {
        try
        {
            return ParseAll(config);
        }
        catch (InvalidOperationException exception)
        {
            throw new SourceException(
                "a JSON string contains an escape that is not a valid character", exception);
        }
    }

    /// <summary>Lists the keys that are not read, with the item of <c>sources</c> that has them, or "".</summary>
    /// <param name="config">Keys and values. A list of sources that cannot be read has none.</param>
    public static IEnumerable<(string Source, string Key)> ListUnknownKeys(
        IReadOnlyDictionary<string, string> config) =>
        config.Keys.Except(Keys).Select(key => ("", key)).Concat(
            from item in config.TryGetValue(ListKey, out string? text) ? ListKeys(text) : []
            where item.Key == ListKey || !Keys.Contains(item.Key)
            select item);

    private static List<(string Source, string Key)> ListKeys(string sources)
    {
        try
        {
            return
            [
                .. from item in ParseJson(ListKey, sources, JsonValueKind.Array).EnumerateArray().Index()
                   where item.Item.ValueKind == JsonValueKind.Object
                   from property in item.Item.EnumerateObject()
                   select ($"{ListKey}[{item.Index}]", property.Name),
            ];
        }
        catch (Exception exception) when (exception is SourceException or InvalidOperationException)
        {
            // Parse reports it.
            return [];
        }
    }

    private static List<EnvInput> ParseAll(IReadOnlyDictionary<string, string> config)
    {
        var result = new List<EnvInput>();
        if (ParseInput(EnvSource.SourceName, key => FromText(config, key)) is { } single)
        {
            result.Add(single);
        }

        if (config.TryGetValue(ListKey, out string? text))
        {
            int index = 0;
            foreach (JsonElement element in ParseJson(ListKey, text, JsonValueKind.Array).EnumerateArray())
            {
                string where = $"{ListKey}[{index++}]";
                if (element.ValueKind != JsonValueKind.Object)
                {
                    throw Wrong(where, key: "", $" must be a table with a type, but is {Describe(element)}");
                }

                EnvInput input = ParseInput(where, key => FromJson(element, key))
                    ?? throw Wrong(where, key: "", " needs a type: file, static or exec");
                result.Add(input with { Setting = where });
            }
        }

        return result;
    }

    /// <summary>Reads one input through a look-up that returns each key's value, or null.</summary>
    private static EnvInput? ParseInput(string where, Func<string, JsonElement?> get)
    {
        string? type = Text(where, TypeKey, get(TypeKey)) ?? InferType(get);
        if (type is not FileType && get(OptionalKey) is not null)
        {
            throw Wrong(where, OptionalKey, $": only a file source can be {OptionalKey}");
        }

        return type switch
        {
            null => null,
            FileType => ParseFile(where, get),
            StaticType => new StaticInput(Variables(where, get(VariablesKey))),
            ExecType => ParseExec(where, get),
            _ => throw Wrong(where, TypeKey, ": type must be file, static or exec"),
        };
    }

    private static string? InferType(Func<string, JsonElement?> get) =>
        get(PathKey) is not null ? FileType
        : get(CommandKey) is not null || get(CommandListKey) is not null ? ExecType
        : get(VariablesKey) is not null ? StaticType
        : null;

    private static FileInput ParseFile(string where, Func<string, JsonElement?> get)
    {
        string path = Text(where, PathKey, get(PathKey)) is { Length: > 0 } text
            ? text
            : throw Wrong(where, PathKey, ": a file source needs a path");
        return Text(where, OptionalKey, get(OptionalKey)) switch
        {
            null or "false" => new FileInput(path, IsOptional: false),
            "true" => new FileInput(path, IsOptional: true),
            _ => throw Wrong(where, OptionalKey, $": {OptionalKey} must be true or false"),
        };
    }

    /// <summary>
    /// The documentation of the reference writes <c>command = [exe, arg]</c>, its code reads <c>cmd</c> and
    /// <c>args</c>.
    /// </summary>
    private static ExecInput ParseExec(string where, Func<string, JsonElement?> get)
    {
        string? directory = Text(where, DirectoryKey, get(DirectoryKey)) is { Length: > 0 } dir ? dir : null;
        IReadOnlyList<string> command = Texts(where, CommandListKey, get(CommandListKey));
        if (command.Count > 0)
        {
            return new ExecInput(command[0], [.. command.Skip(1), .. Texts(where, ArgumentsKey, get(ArgumentsKey))], directory);
        }

        return Text(where, CommandKey, get(CommandKey)) is { Length: > 0 } cmd
            ? new ExecInput(cmd, Texts(where, ArgumentsKey, get(ArgumentsKey)), directory)
            : throw Wrong(where, CommandKey, ": an exec source needs cmd, or command as a list");
    }

    private static Dictionary<string, string> Variables(string where, JsonElement? vars)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        if (vars is not { } element)
        {
            return result;
        }

        element = Structured(where, VariablesKey, element, JsonValueKind.Object);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            string name = property.Name;
            string setting =
                VariableRules.Problem(name, value: null) is null ? $"vars.{name}" : "a value of vars";
            result[name] = Scalar(property.Value)
                ?? throw Wrong(where, VariablesKey, $": {setting} must be text, but is {Describe(property.Value)}");
        }

        return result;
    }

    private static IReadOnlyList<string> Texts(string where, string key, JsonElement? value)
    {
        if (value is not { } element)
        {
            return [];
        }

        element = Structured(where, key, element, JsonValueKind.Array);
        return
        [
            .. element.EnumerateArray().Select(item => Scalar(item)
                ?? throw Wrong(where, key, $": {key} must contain only text, but has {Describe(item)}")),
        ];
    }

    private static string? Text(string where, string key, JsonElement? value) =>
        value is not { } element
            ? null
            : Scalar(element)
                ?? throw Wrong(where, key, $": {key} must be text, but is {Describe(element)}");

    /// <summary>A list or table, which at the top level comes as the text of its JSON.</summary>
    private static JsonElement Structured(string where, string key, JsonElement element, JsonValueKind kind)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            return ParseJson($"{where}: {key}", element.GetString()!, kind);
        }

        return element.ValueKind == kind
            ? element
            : throw Wrong(where, key, $": {key} must be {Describe(kind)}, but is {Describe(element)}");
    }

    /// <summary>A setting that is wrong.</summary>
    /// <param name="where">The source in messages: an item of <c>sources</c>, or <c>env</c> for the top level.</param>
    /// <param name="key">Its key, or "" for the source as a whole.</param>
    /// <param name="problem">The rest of the sentence.</param>
    private static SourceException Wrong(string where, string key, string problem) => new(where + problem)
    {
        Setting = (where, key) switch
        {
            (EnvSource.SourceName, _) => key,
            (_, "") => where,
            _ => $"{where}.{key}",
        },
    };

    private static JsonElement ParseJson(string what, string text, JsonValueKind kind)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == kind
                ? document.RootElement.Clone()
                : throw new SourceException(
                    $"{what} must be {Describe(kind)}, but is {Describe(document.RootElement)}");
        }
        catch (JsonException exception)
        {
            // The parser's own message may quote the text, which may contain secrets.
            throw new SourceException(
                $"{what} must be {Describe(kind)} in JSON, but is not JSON (line {exception.LineNumber + 1})");
        }
    }

    private static JsonElement? FromText(IReadOnlyDictionary<string, string> config, string key) =>
        config.TryGetValue(key, out string? text)
            ? JsonSerializer.SerializeToElement(text, InputJson.Default.String)
            : null;

    private static JsonElement? FromJson(JsonElement table, string key) =>
        table.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Scalar(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
        _ => null,
    };

    private static string Describe(JsonElement element) => Describe(element.ValueKind);

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "a table",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    /// <summary>
    /// Converts a text to a JSON value, so that both forms of the configuration are read in the same way.
    /// </summary>
    [JsonSerializable(typeof(string))]
    private sealed partial class InputJson : JsonSerializerContext;
}
