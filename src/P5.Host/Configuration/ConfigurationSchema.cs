using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using P5.Sources;

namespace P5.Host;

/// <summary>
/// The JSON schema of p5.toml, with which editors complete keys and mark errors. A check finds more, and knows the
/// places.
/// </summary>
public static class ConfigurationSchema
{
    // Into a file: nothing has to be escaped for HTML.
    private static readonly JsonWriterOptions s_options =
        new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the schema.</summary>
    /// <returns>JSON, with a line break at its end.</returns>
    public static string ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_options))
        {
            Root().WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + '\n';
    }

    private static JsonObject Root() => new()
    {
        ["$schema"] = "http://json-schema.org/draft-07/schema#",
        ["title"] = "p5.toml",
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject
        {
            ["order"] = Texts("The plugins that are called one after another, before the others."),
            ["plugins"] = new JsonObject
            {
                ["type"] = "object",
                ["description"] = "The plugins, by name.",
                ["properties"] = Table(Sources(), source => source.Name, OfName),
                ["additionalProperties"] = AnyPlugin(),
            },
        },
        ["definitions"] = new JsonObject { ["plugin"] = Plugin() },
    };

    private static IEnumerable<BuiltInSource> Sources() => SourceCatalogue.BuiltInNames
        .Select(name => SourceCatalogue.Find(name)!)
        .Where(source => source is EnvSource || source.Settings.Count > 0);

    private static JsonObject AnyPlugin() => new() { ["$ref"] = "#/definitions/plugin" };

    /// <summary>The table of a plugin with the name of a source.</summary>
    private static JsonObject OfName(BuiltInSource source) => new()
    {
        ["allOf"] = new JsonArray(
            AnyPlugin(),
            If(source.OwnsName ? HasNone(PluginOptions.BuiltIn) : HasNone(PluginOptions.Command, PluginOptions.BuiltIn),
                Config(source))),
    };

    private static JsonObject Plugin()
    {
        JsonObject properties = Table(PluginOptions.All, option => option.Key, Option);
        properties["config"] = new JsonObject
        {
            ["type"] = "object",
            ["description"] = "Settings that are sent to the plugin.",
        };
        return new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = properties,
            ["allOf"] = new JsonArray([.. Sources().Select(source => If(Names(source), Config(source)))]),
        };
    }

    private static JsonObject If(JsonObject condition, JsonObject then) =>
        new() { ["if"] = condition, ["then"] = then };

    private static JsonObject Names(BuiltInSource source) => new()
    {
        ["required"] = List([PluginOptions.BuiltIn.Key]),
        ["properties"] = new JsonObject { [PluginOptions.BuiltIn.Key] = new JsonObject { ["const"] = source.Name } },
    };

    private static JsonObject HasNone(params PluginOption[] options) => new()
    {
        ["not"] = new JsonObject
        {
            ["anyOf"] = new JsonArray(
                [.. options.Select(option => new JsonObject { ["required"] = List([option.Key]) })]),
        },
    };

    // What is missing may be in Pulumi.yaml or in the stack's file.
    private static JsonObject Config(BuiltInSource source) => new()
    {
        ["properties"] = new JsonObject
        {
            ["config"] = new JsonObject
            {
                ["additionalProperties"] = false,
                ["properties"] = source is EnvSource
                    ? EnvConfig()
                    : Table(source.Settings, setting => setting.Key, Setting),
            },
        },
    };

    /// <summary>One source beside the list of others.</summary>
    private static JsonObject EnvConfig()
    {
        JsonObject config = EnvKeys();
        config[EnvInputParser.ListKey] = new JsonObject
        {
            ["type"] = "array",
            ["description"] = "The sources, which are read in order.",
            ["items"] = new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = false,
                ["minProperties"] = 1,
                ["properties"] = EnvKeys(),
            },
        };
        return config;
    }

    private static JsonObject EnvKeys() =>
        Table(EnvInputParser.SourceKeys, setting => setting.Key, setting => setting.Kind switch
        {
            SettingKind.Texts => new JsonObject
            {
                ["type"] = "array",
                ["description"] = setting.Description,
                ["items"] = Scalar(),
            },
            SettingKind.Table => new JsonObject
            {
                ["type"] = "object",
                ["description"] = setting.Description,
                ["propertyNames"] = VariableName(),
                ["additionalProperties"] = Scalar(),
            },
            _ => Setting(setting),
        });

    private static JsonObject Scalar() => new() { ["type"] = List(["string", "number", "boolean"]) };

    private static JsonObject Setting(SourceSetting setting)
    {
        JsonObject value = ValueOf(setting);
        if (!setting.NamesVariables)
        {
            return value;
        }

        switch (setting.Kind)
        {
            case SettingKind.Table:
                value["propertyNames"] = VariableName();
                return value;
            case SettingKind.Texts:
                value["items"] = VariableName();
                value["uniqueItems"] = true;
                return value;
            default:
                JsonObject name = VariableName();
                name["description"] = setting.Description;
                return name;
        }
    }

    private static JsonObject ValueOf(SourceSetting setting) => setting.Kind switch
    {
        SettingKind.Texts => Texts(setting.Description, isEmpty: false),
        SettingKind.Table => new JsonObject
        {
            ["type"] = "object",
            ["description"] = setting.Description,
            ["minProperties"] = 1,
            ["additionalProperties"] = new JsonObject { ["type"] = "string" },
        },
        SettingKind.Duration => Duration(setting.Description, canBeZero: false),
        SettingKind.Secret => Secret(setting.Description),
        SettingKind.Flag => Flag(setting.Description),
        _ => setting.Values is { } values
            ? OneOf(setting.Description, values)
            : setting.Form is { } form ? Text(setting.Description, form.Pattern)
            : new JsonObject { ["type"] = "string", ["description"] = setting.Description, ["minLength"] = 1 },
    };

    private static JsonObject Option(PluginOption option) =>
        option == PluginOptions.Command ? Text("The executable: a path from this file's folder, or a name on PATH.")
        : option == PluginOptions.BuiltIn
            ? OneOf("The built-in source that the plugin is.", SourceCatalogue.BuiltInNames)
        : option == PluginOptions.Arguments ? Texts("The executable's arguments.")
        : option == PluginOptions.Refresh ? Refresh()
        : option == PluginOptions.Sha256
            ? Text("The executable's SHA-256, 64 hexadecimal digits.", "^([0-9A-Fa-f]{64})?$")
        : option == PluginOptions.Mtls
            ? OneOf("Whether the connection is secured by certificates.", ["auto", "always", "never"])
        : option == PluginOptions.StartTimeout ? Duration("The longest time until the plugin is ready.", false)
        : option == PluginOptions.Timeout ? Duration("The longest time for one answer; 0 is no limit.", true)
        : option == PluginOptions.IdleTimeout ? Duration("How long the idle process stays after a call.", true)
        : option == PluginOptions.Store ? Flag("Whether the credential store may have its credentials. Default: true.")
        : option == PluginOptions.Files ? Files()
        : Flag("A capability of p5 that P5 ignores.");

    private static JsonObject Files()
    {
        JsonObject files = Texts("The variables whose values are contents of files; they get the paths of these.");
        files["items"] = new JsonObject
        {
            ["type"] = "string",
            ["pattern"] = "^[A-Za-z_][A-Za-z0-9_.-]*$",
            ["maxLength"] = HeldFolder.LongestName,
            ["allOf"] = new JsonArray(
                Not(CodeLoadingVariables.PowerfulPattern), Not(CodeLoadingVariables.RedirectingPattern)),
        };
        return files;
    }

    /// <summary>The name of a variable that a source can set.</summary>
    private static JsonObject VariableName() => new()
    {
        ["type"] = "string",
        ["pattern"] = "^[^=\\x00-\\x1f\\x7f-\\x9f]+$",
        ["allOf"] = new JsonArray(Not(CodeLoadingVariables.RedirectingPattern)),
    };

    private static JsonObject Not(string pattern) => new() { ["not"] = new JsonObject { ["pattern"] = pattern } };

    private static JsonObject Refresh()
    {
        const string Workspace = "On a change of the workspace. Default: true.";
        const string Stack = "On a change of the stack. Default: true.";
        const string Config = "Only if its own configuration changed too. Default: false.";
        return new JsonObject
        {
            ["type"] = "object",
            ["description"] = "What makes P5 call the plugin again although its answer is valid.",
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject
            {
                ["onWorkspaceChange"] = Flag(Workspace),
                ["on_workspace_change"] = Flag(Workspace),
                ["onStackChange"] = Flag(Stack),
                ["on_stack_change"] = Flag(Stack),
                ["onConfigChange"] = Flag(Config),
                ["on_config_change"] = Flag(Config),
            },
        };
    }

    private static JsonObject Text(string description, string? pattern = null)
    {
        var text = new JsonObject { ["type"] = "string", ["description"] = description };
        if (pattern is not null)
        {
            text["pattern"] = pattern;
        }

        return text;
    }

    private static JsonObject Flag(string description) =>
        new() { ["type"] = "boolean", ["description"] = description };

    private static JsonObject OneOf(string description, IEnumerable<string> values) => new()
    {
        ["description"] = description,
        ["enum"] = List(values),
    };

    private static JsonObject Texts(string description, bool isEmpty = true)
    {
        var texts = new JsonObject
        {
            ["type"] = "array",
            ["description"] = description,
            ["items"] = new JsonObject { ["type"] = "string" },
        };
        if (!isEmpty)
        {
            texts["minItems"] = 1;
        }

        return texts;
    }

    private static JsonObject Duration(string description, bool canBeZero) => new()
    {
        ["description"] = $"{description} A number of seconds, or text such as 90s, 5m or 1h30m.",
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "number", [canBeZero ? "minimum" : "exclusiveMinimum"] = 0 },
            new JsonObject { ["type"] = "string", ["pattern"] = "^([0-9]+(\\.[0-9]+)?(h|m|s|ms))+$" }),
    };

    private static JsonObject Secret(string description)
    {
        JsonObject command = Texts("A command that prints it.", isEmpty: false);
        return new JsonObject
        {
            ["description"] = description,
            ["anyOf"] = new JsonArray(Text(SecretReference.Forms, SecretReference.Pattern), command),
        };
    }

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)text)]);

    private static JsonObject Table<T>(IEnumerable<T> items, Func<T, string> name, Func<T, JsonObject> value) =>
        new(items.Select(item => KeyValuePair.Create(name(item), (JsonNode?)value(item))));
}
