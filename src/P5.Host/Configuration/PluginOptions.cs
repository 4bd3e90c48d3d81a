using P5.GoPlugin;
using P5.Sources;

namespace P5.Host;

/// <summary>
/// The keys of a plugin's table, <c>config</c> apart: a line each. Reading, merging, positions and diagnostics go by
/// this table, so a new option needs its line here and its use.
/// </summary>
public static class PluginOptions
{
    private const int Sha256Digits = 64;

    // First, so that it is there when the options below add themselves.
    private static readonly List<PluginOption> s_all = [];

    /// <summary><c>cmd</c>: the executable as written. Default: "", which only a built-in plugin can have.</summary>
    public static readonly PluginOption<string> Command = Add("cmd", "", ReadText);

    /// <summary>
    /// <c>builtin</c>: the built-in source that the plugin is. Default: null, the source of the plugin's own name if it
    /// has no <c>cmd</c>.
    /// </summary>
    public static readonly PluginOption<string?> BuiltIn = Add("builtin", null, ReadBuiltIn);

    /// <summary><c>args</c>: the executable's arguments. Default: none.</summary>
    public static readonly PluginOption<IReadOnlyList<string>> Arguments = Add("args", [], ReadArguments);

    /// <summary>
    /// <c>refresh</c>: when a cached credential is requested again. Default: that of <see cref="RefreshTriggers"/>.
    /// </summary>
    public static readonly PluginOption<RefreshTriggers> Refresh = Add("refresh", new RefreshTriggers(), ReadRefresh);

    /// <summary><c>import_helper</c>: the plugin suggests ids for imports. Default: false.</summary>
    public static readonly PluginOption<bool> ImportHelper = AddFlag("import_helper");

    /// <summary><c>use_auth_env</c>: the import helper gets the variables of all credentials. Default: false.</summary>
    public static readonly PluginOption<bool> UseAuthEnv = AddFlag("use_auth_env");

    /// <summary><c>resource_opener</c>: the plugin opens resources. Default: false.</summary>
    public static readonly PluginOption<bool> ResourceOpener = AddFlag("resource_opener");

    /// <summary>
    /// <c>sha256</c>: what the executable's SHA-256 must be, 64 lower-case hex digits. Default: null, no check.
    /// </summary>
    public static readonly PluginOption<string?> Sha256 = Add("sha256", null, ReadSha256);

    /// <summary>
    /// <c>mtls</c>: whether the connection is secured by certificates. Default: <see cref="MtlsMode.Auto"/>.
    /// </summary>
    public static readonly PluginOption<MtlsMode> Mtls = Add("mtls", MtlsMode.Auto, ReadMtls);

    /// <summary><c>start_timeout</c>: how long the handshake may take. Default: 60 seconds.</summary>
    public static readonly PluginOption<TimeSpan> StartTimeout =
        Add("start_timeout", TimeSpan.FromSeconds(60), (table, key) => ReadDuration(table, key, canBeZero: false));

    /// <summary><c>timeout</c>: how long one call may take; null, the default, sets no limit.</summary>
    public static readonly PluginOption<TimeSpan?> Timeout = Add("timeout", null, ReadTimeout);

    /// <summary>
    /// <c>idle_timeout</c>: how long the idle process stays after a call; zero ends it with the call. Default: 15
    /// minutes.
    /// </summary>
    public static readonly PluginOption<TimeSpan> IdleTimeout =
        Add("idle_timeout", TimeSpan.FromMinutes(15), (table, key) => ReadDuration(table, key, canBeZero: true));

    /// <summary>
    /// <c>store</c>: false keeps the plugin's credentials out of the credential store. Default: true, which has a
    /// meaning only if the user has turned the store on.
    /// </summary>
    public static readonly PluginOption<bool> Store = Add(new PluginOption<bool>(
        "store", defaultValue: true, (table, name) => table.Flag(name), keepsLower: (lower, _) => !lower));

    /// <summary>
    /// <c>files</c>: the variables whose values programs get as the contents of files, with the paths in the variables.
    /// Default: none.
    /// </summary>
    public static readonly PluginOption<IReadOnlyList<string>> Files = Add("files", [], ReadFiles);

    /// <summary>All of them, in the order of this table.</summary>
    public static IReadOnlyList<PluginOption> All => s_all;

    /// <summary>Those that only a plugin with its own process has.</summary>
    internal static IReadOnlyList<PluginOption> OfProcess { get; } =
        [Command, Arguments, Sha256, Mtls, StartTimeout, IdleTimeout];

    /// <summary>Whether a key is that of an option.</summary>
    internal static bool Has(string? key) => s_all.Exists(option => option.Key == key);

    private static PluginOption<T> Add<T>(
        string key, T defaultValue, Func<TableReader, string, WithPosition<T>?> read) =>
        Add(new PluginOption<T>(key, defaultValue, read));

    // What p5.toml turns on, Pulumi.yaml cannot turn off.
    private static PluginOption<bool> AddFlag(string key) => Add(new PluginOption<bool>(
        key, defaultValue: false, (table, name) => table.Flag(name), keepsLower: (lower, upper) => lower && !upper));

    private static PluginOption<T> Add<T>(PluginOption<T> option)
    {
        s_all.Add(option);
        return option;
    }

    private static WithPosition<string>? ReadText(TableReader table, string key) =>
        table.Text(key) is { Value.Length: > 0 } text ? text : null;

    private static WithPosition<string?>? ReadBuiltIn(TableReader table, string key)
    {
        if (ReadText(table, key) is not { } name)
        {
            return null;
        }

        if (SourceCatalogue.Find(name.Value) is not null)
        {
            return new(name.Value, name.Position);
        }

        table.NotOneOf(new(name.Value, table.Find(key)!.Value.Position), key, [.. SourceCatalogue.BuiltInNames]);
        return null;
    }

    private static WithPosition<IReadOnlyList<string>>? ReadArguments(TableReader table, string key) =>
        table.Texts(key) is { Value.Count: > 0 } arguments
            ? new([.. arguments.Value.Select(text => text.Value)], arguments.Position)
            : null;

    private static WithPosition<IReadOnlyList<string>>? ReadFiles(TableReader table, string key)
    {
        if (table.Texts(key) is not { } files)
        {
            return null;
        }

        foreach (WithPosition<string> file in files.Value)
        {
            // It is part of the file's name. Whoever loads code from a file has more in mind than a credential.
            if (!VariableRules.IsTextName(file.Value))
            {
                table.Invalid(
                    file.Position,
                    key,
                    $"a list in which each item is the name of a variable: {VariableRules.TextNameForm}");
            }
            else if (file.Value.Length > HeldFolder.LongestName)
            {
                table.Invalid(
                    file.Position,
                    key,
                    $"a list in which each name has at most {HeldFolder.LongestName} characters: it is part of the "
                        + "name of a file");
            }
            else if (CodeLoadingVariables.IsPowerful(file.Value, out string? effect))
            {
                table.Forbidden(file.Position, key, $"name {file.Value}, which {effect}");
            }
            else if (CodeLoadingVariables.RedirectsP5(file.Value))
            {
                table.Forbidden(file.Position, key, $"name {file.Value}, which redirects P5 itself");
            }
        }

        return new([.. files.Value.Select(file => file.Value).Distinct(VariableRules.NameComparer)], files.Position);
    }

    // A table without keys means the defaults.
    private static WithPosition<RefreshTriggers>? ReadRefresh(TableReader table, string key)
    {
        if (table.Subtable(key) is not { } refresh)
        {
            return null;
        }

        RefreshTriggers defaults = Refresh.Default;
        var triggers = new RefreshTriggers(
            refresh.Flag("onWorkspaceChange", "on_workspace_change")?.Value ?? defaults.OnWorkspaceChange,
            refresh.Flag("onStackChange", "on_stack_change")?.Value ?? defaults.OnStackChange,
            refresh.Flag("onConfigChange", "on_config_change")?.Value ?? defaults.OnConfigChange);
        refresh.ReportUnknown();
        return new(triggers, refresh.Position);
    }

    private static WithPosition<string?>? ReadSha256(TableReader table, string key)
    {
        if (table.Find(key) is not { } entry)
        {
            return null;
        }

        // YAML reads a digest that has only digits as a number, so the length of the text is what matters.
        string? digest = entry.Value.Raw ?? (entry.Value as ConfigText)?.Value;
        if (digest is { Length: Sha256Digits } && digest.All(char.IsAsciiHexDigit))
        {
            return new(digest.ToLowerInvariant(), entry.Key.Position);
        }

        if (digest is not { Length: 0 })
        {
            table.Invalid(entry.Value, key, "64 hexadecimal digits");
        }

        return null;
    }

    private static WithPosition<MtlsMode>? ReadMtls(TableReader table, string key)
    {
        ConfigEntry? entry = table.Find(key);
        switch (entry?.Value)
        {
            case null or ConfigText { Value: "" }:
                return null;
            case ConfigText { Value: "auto" }:
                return new(MtlsMode.Auto, entry.Key.Position);
            case ConfigText { Value: "always" }:
                return new(MtlsMode.Always, entry.Key.Position);
            case ConfigText { Value: "never" }:
                return new(MtlsMode.Never, entry.Key.Position);
            default:
                table.Invalid(entry.Value, key, "\"auto\", \"always\" or \"never\"");
                return null;
        }
    }

    // Zero means no limit, also over a file that sets one.
    private static WithPosition<TimeSpan?>? ReadTimeout(TableReader table, string key) =>
        ReadDuration(table, key, canBeZero: true) is { } timeout
            ? new(timeout.Value > TimeSpan.Zero ? timeout.Value : null, timeout.Position)
            : null;

    private static WithPosition<TimeSpan>? ReadDuration(TableReader table, string key, bool canBeZero)
    {
        if (table.Find(key) is not { } entry || entry.Value is ConfigText { Value: "" })
        {
            return null;
        }

        if (ReadDuration(entry.Value) is { } duration && (canBeZero || duration > TimeSpan.Zero))
        {
            return new(duration, entry.Key.Position);
        }

        table.Invalid(
            entry.Value, key, canBeZero ? DurationText.Expected : DurationText.Expected + ", and more than zero");
        return null;
    }

    private static TimeSpan? ReadDuration(ConfigValue value) => DurationText.FromSeconds(value switch
    {
        ConfigInteger integer => (double)integer.Value,
        ConfigFloat number => number.Value,
        ConfigText text => DurationSyntax.SecondsOf(text.Value),
        _ => null,
    });
}
