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
    public const string DirectoryKey = "dir";

    /// <summary>The keys beside the list, in messages.</summary>
    private const string TopLevel = "config";

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

    /// <summary>Reads the configuration of the program and of the stack.</summary>
    /// <param name="configs">Keys and values of each.</param>
    /// <returns>The inputs in their order; none if the configurations name none.</returns>
    /// <exception cref="SourceException">All that is wrong in them.</exception>
    public static IReadOnlyList<EnvInput> Parse(params IEnumerable<IReadOnlyDictionary<string, string>> configs)
    {
        var problems = new List<SourceException>();
        EnvInput[] inputs = [.. configs.SelectMany(config => Parse(config, problems.Add))];
        SourceException.ThrowIfAny(problems);
        return inputs;
    }

    /// <summary>Reads one configuration.</summary>
    /// <param name="config">Keys and values.</param>
    /// <param name="report">Called for all that is wrong in it.</param>
    /// <returns>The inputs that are right.</returns>
    public static IReadOnlyList<EnvInput> Parse(
        IReadOnlyDictionary<string, string> config, Action<SourceException> report)
    {
        var inputs = new List<EnvInput>();
        try
        {
            ParseAll(config, inputs.Add);
        }
        catch (InvalidOperationException exception)
        {
            report(new SourceException("a JSON string contains an escape that is not a valid character", exception)
            {
                Fix = "Correct the escapes that begin with \\u in it.",
            });
        }
        catch (SourceException exception)
        {
            foreach (SourceException problem in exception.Problems)
            {
                report(problem);
            }
        }

        return inputs;
    }

    /// <summary>Lists the keys in <c>sources</c> that are not read, each with the item that has it.</summary>
    /// <param name="config">Keys and values. A list of sources that cannot be read has none.</param>
    public static IEnumerable<(string Source, string Key)> ListUnreadKeys(
        IReadOnlyDictionary<string, string> config) =>
        from item in config.TryGetValue(ListKey, out string? text) ? ListKeys(text) : []
        where item.Key == ListKey || !Keys.Contains(item.Key)
        select item;

    private static List<(string Source, string Key)> ListKeys(string sources)
    {
        try
        {
            return
            [
                .. from item in ParseList(sources).EnumerateArray().Index()
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

    private static void ParseAll(IReadOnlyDictionary<string, string> config, Action<EnvInput> add) =>
        SourceException.CheckAll(
            () =>
            {
                if (ParseInput(TopLevel, key => FromText(config, key)) is { } single)
                {
                    add(single);
                }
            },
            () =>
            {
                if (config.TryGetValue(ListKey, out string? text))
                {
                    SourceException.CheckAll(ParseList(text).EnumerateArray().Index()
                        .Select<(int Index, JsonElement Item), Action>(item => () =>
                            add(ParseItem($"{ListKey}[{item.Index}]", item.Item))));
                }
            });

    private static EnvInput ParseItem(string where, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(where, key: "", $" must be a table with a type, but is {Describe(element)}");
        }

        EnvInput input = ParseInput(where, key => FromJson(element, key))
            ?? throw Wrong(where, key: "", " needs a type: file, static or exec");
        return input with { Setting = where };
    }

    /// <summary>Reads one input through a look-up that returns each key's value, or null.</summary>
    private static EnvInput? ParseInput(string where, Func<string, JsonElement?> get)
    {
        string? type = Text(where, TypeKey, get(TypeKey)) ?? InferType(get);
        EnvInput? input = null;
        SourceException.CheckAll(
            () =>
            {
                if (type is null or StaticType or ExecType && get(OptionalKey) is not null)
                {
                    throw Wrong(where, OptionalKey, $": only a file source can be {OptionalKey}");
                }
            },
            () => input = type switch
            {
                null => null,
                FileType => ParseFile(where, get),
                StaticType => new StaticInput(Variables(where, get(VariablesKey))),
                ExecType => ParseExec(where, get),
                _ => throw Wrong(where, TypeKey, ": type must be file, static or exec"),
            });
        return input is null ? null : input with { UnusedKeys = [.. ListUnusedKeys(type!, input, get)] };
    }

    private static IEnumerable<UnusedKey> ListUnusedKeys(
        string type, EnvInput input, Func<string, JsonElement?> get)
    {
        string[] used = type switch
        {
            FileType => [TypeKey, PathKey, OptionalKey],
            StaticType => [TypeKey, VariablesKey],
            _ => [TypeKey, CommandKey, ArgumentsKey, CommandListKey, DirectoryKey],
        };
        foreach (string key in Keys.Except([.. used, ListKey]).Where(key => get(key) is not null))
        {
            yield return new UnusedKey(
                key,
                $"the type of the source is {type}",
                $"Remove it, or move it to a source of its own in {ListKey}.");
        }

        if (input is ExecInput { CommandKey: CommandListKey } && get(CommandKey) is not null)
        {
            yield return new UnusedKey(CommandKey, $"{CommandListKey} replaces it", $"Remove {CommandKey}.");
        }

        if (input is StaticInput && get(VariablesKey) is null)
        {
            yield return new UnusedKey(
                TypeKey, $"the source has no {VariablesKey}", $"Add {VariablesKey}, or remove the source.");
        }
    }

    private static string? InferType(Func<string, JsonElement?> get) =>
        get(PathKey) is not null ? FileType
        : get(CommandKey) is not null || get(CommandListKey) is not null ? ExecType
        : get(VariablesKey) is not null ? StaticType
        : null;

    private static FileInput ParseFile(string where, Func<string, JsonElement?> get)
    {
        string path = "";
        bool isOptional = false;
        SourceException.CheckAll(
            () => path = Text(where, PathKey, get(PathKey)) is { Length: > 0 } text
                ? text
                : throw Wrong(where, PathKey, ": a file source needs a path"),
            () => isOptional = Text(where, OptionalKey, get(OptionalKey)) switch
            {
                null or "false" => false,
                "true" => true,
                _ => throw Wrong(where, OptionalKey, $": {OptionalKey} must be true or false"),
            });
        return new FileInput(path, isOptional);
    }

    /// <summary>
    /// The documentation of the reference writes <c>command = [exe, arg]</c>, its code reads <c>cmd</c> and
    /// <c>args</c>.
    /// </summary>
    private static ExecInput ParseExec(string where, Func<string, JsonElement?> get)
    {
        string? directory = null;
        IReadOnlyList<string> command = [];
        IReadOnlyList<string> arguments = [];
        string commandKey = CommandListKey;
        SourceException.CheckAll(
            () => directory = Text(where, DirectoryKey, get(DirectoryKey)) is { Length: > 0 } dir ? dir : null,
            () =>
            {
                command = Texts(where, CommandListKey, get(CommandListKey));
                if (command.Count == 0)
                {
                    commandKey = CommandKey;
                    command = Text(where, CommandKey, get(CommandKey)) is { Length: > 0 } cmd
                        ? [cmd]
                        : throw Wrong(where, CommandKey, ": an exec source needs cmd, or command as a list");
                }
            },
            () => arguments = Texts(where, ArgumentsKey, get(ArgumentsKey)));
        return new ExecInput(command[0], [.. command.Skip(1), .. arguments], directory)
        {
            CommandKey = commandKey,
        };
    }

    private static Dictionary<string, string> Variables(string where, JsonElement? vars)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        if (vars is not { } element)
        {
            return result;
        }

        element = Structured(where, VariablesKey, element, JsonValueKind.Object);
        SourceException.CheckAll(element.EnumerateObject().Select<JsonProperty, Action>(property => () =>
        {
            string name = property.Name;
            if (BuiltInSource.FindNameProblem(name) is { } problem)
            {
                throw Wrong(where, VariablesKey, $": {VariablesKey} contains {problem}");
            }

            result[name] = Scalar(property.Value) ?? throw Wrong(
                where, VariablesKey, $": {VariablesKey}.{name} must be text, but is {Describe(property.Value)}");
        }));
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
            return ParseJson(
                element.GetString()!, kind, FormOf(key), problem => Wrong(where, key, $": {key}{problem}"));
        }

        return element.ValueKind == kind
            ? element
            : throw Wrong(where, key, $": {key} must be {Describe(kind)}, but is {Describe(element)}");
    }

    /// <summary>A setting that is wrong.</summary>
    /// <param name="where">The source in messages: an item of <c>sources</c>, or <see cref="TopLevel"/>.</param>
    /// <param name="key">Its key, or "" for the source as a whole.</param>
    /// <param name="problem">The rest of the sentence.</param>
    private static SourceException Wrong(string where, string key, string problem) => new(where + problem)
    {
        Setting = (where, key) switch
        {
            (TopLevel, _) => key,
            (_, "") => where,
            _ => $"{where}.{key}",
        },
        Fix = SourceKeys.FirstOrDefault(setting => setting.Key == key) is { } known
            ? $"Correct {key}. {known.Description}"
            : $"Write a table with one of {PathKey}, {VariablesKey}, {CommandKey} and {CommandListKey}.",
    };

    private static JsonElement ParseList(string text) =>
        ParseJson(text, JsonValueKind.Array, FormOf(ListKey), problem => Wrong(ListKey, key: "", problem));

    /// <summary>What the value of a key that is a list or a table must be, after "must be".</summary>
    private static string FormOf(string key) => key switch
    {
        ListKey => "a list of tables, such as [{ type = \"file\", path = \".env\" }]",
        VariablesKey => "a table, such as { NAME = \"value\" }",
        _ => "a list of strings, such as [\"echo\", \"NAME=value\"]",
    };

    private static JsonElement ParseJson(
        string text, JsonValueKind kind, string form, Func<string, SourceException> fail)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == kind
                ? document.RootElement.Clone()
                : throw fail($" must be {Describe(kind)}, but is {Describe(document.RootElement)}");
        }
        catch (JsonException exception)
        {
            // The parser's own message may quote the text, which may contain secrets. Other text is not meant as JSON.
            throw fail(text.AsSpan().TrimStart() is ['[' or '{', ..]
                ? $" must be {Describe(kind)} in JSON, but is not JSON (line {exception.LineNumber + 1})"
                : $" must be {form}");
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
