using System.Security.Cryptography;
using System.Text;
using P5.GoPlugin;

namespace P5.Host;

/// <summary>What is configured for one plugin, merged from all files.</summary>
public sealed record PluginConfiguration
{
    /// <summary>The name in the configuration. Case matters.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Its place in the configured order: 0 is the first, and of plugins that set the same variable the last wins.
    /// </summary>
    public int Order { get; init; }

    /// <summary>Where it runs.</summary>
    public PluginKind Kind => Source is null ? PluginKind.External : PluginKind.Builtin;

    /// <summary>The name of the built-in source that it is; null if it has its own process.</summary>
    public string? BuiltIn => Source?.Name;

    /// <summary>The executable as written; "" if none is given: a built-in plugin has none.</summary>
    public string Command => Get(PluginOptions.Command);

    /// <summary>The executable's arguments.</summary>
    public IReadOnlyList<string> Arguments => Get(PluginOptions.Arguments);

    /// <summary><c>config</c> of p5.toml and Pulumi.yaml, as the texts that the plugin is sent.</summary>
    public required IReadOnlyDictionary<string, string> ProgramConfig { get; init; }

    /// <summary>The plugin's part of the stack file, likewise; empty if there is none.</summary>
    public required IReadOnlyDictionary<string, string> StackConfig { get; init; }

    /// <summary>
    /// A digest of every value of both configurations, also of those that cannot be sent. Equal configurations have
    /// equal digests.
    /// </summary>
    public required string ConfigHash { get; init; }

    /// <summary>
    /// Full path of the file that declares <c>cmd</c>, else of the first that declares the plugin. A relative
    /// <see cref="Command"/> starts from its folder.
    /// </summary>
    public required string CommandFile { get; init; }

    /// <summary>Full paths of the files that configure the plugin, in reading order.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>
    /// Where each setting is that applies after merging: the keys of <see cref="PluginOptions"/>, <c>config.KEY</c>,
    /// and <c>stack config.KEY</c> of the stack file. A setting that no file sets has none.
    /// </summary>
    public IReadOnlyDictionary<string, ConfigPosition> Positions { get; init; } =
        new Dictionary<string, ConfigPosition>();

    /// <summary>
    /// Where the items of lists are, and the keys of tables in them: <c>config.KEY[0]</c> and <c>config.KEY[0].KEY</c>.
    /// </summary>
    internal IReadOnlyDictionary<string, ConfigPosition> ItemPositions { get; init; } =
        new Dictionary<string, ConfigPosition>();

    /// <summary>
    /// The address of the running plugin according to <c>P5_REATTACH_PLUGINS</c>: nothing is started then, and its
    /// <c>cmd</c>, <c>args</c>, <c>sha256</c>, <c>mtls</c>, <c>start_timeout</c> and <c>timeout</c> have no meaning.
    /// Null, the default, if P5 starts it.
    /// </summary>
    public ReattachConfig? Reattach { get; init; }

    /// <summary>
    /// A digest of the variables of the user that the answer of a built-in source depends on; "", the default, if it
    /// depends on none (<see cref="For"/>).
    /// </summary>
    internal string UserVariables { get; init; } = "";

    internal BuiltInSource? Source => SourceCatalogue.Find(Name, Get(PluginOptions.BuiltIn), Command.Length > 0);

    internal IReadOnlyDictionary<PluginOption, WithPosition<object?>> Options { get; init; } =
        new Dictionary<PluginOption, WithPosition<object?>>();

    /// <summary>The value of an option in the files.</summary>
    /// <typeparam name="T">The type of its values.</typeparam>
    /// <param name="option">One of <see cref="PluginOptions"/>.</param>
    /// <returns>The value; the option's default if no file sets one.</returns>
    public T Get<T>(PluginOption<T> option)
    {
        ArgumentNullException.ThrowIfNull(option);
        return Options.TryGetValue(option, out WithPosition<object?>? value) ? (T)value.Value! : option.Default;
    }

    /// <summary>The position of the first of the settings that a file sets; null if none does.</summary>
    internal ConfigPosition? PositionOf(IEnumerable<string> settings) => settings
        .Select(setting => Positions.GetValueOrDefault(setting) ?? ItemPositions.GetValueOrDefault(setting))
        .FirstOrDefault(position => position is not null);

    /// <summary>The plugin in the environment of a user.</summary>
    /// <param name="environment">The user's own variables, without those that plugins have set; read if needed.</param>
    internal PluginConfiguration For(Lazy<Dictionary<string, string>> environment)
    {
        string[] names = [.. Source?.ListVariables(this) ?? []];
        if (names.Length == 0)
        {
            return this;
        }

        IEnumerable<string> variables = names
            .Order(StringComparer.Ordinal)
            .Select(name => $"{name}={environment.Value.GetValueOrDefault(name)}");
        return this with
        {
            UserVariables = Convert.ToHexStringLower(
                SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', variables)))),
        };
    }

    /// <summary>
    /// A text that is equal for equal command, arguments, configuration, files, process to attach to and variables of
    /// the user: what decides which process answers, and to which settings. It may contain secrets.
    /// </summary>
    internal string Fingerprint()
    {
        string fingerprint =
            string.Join('\0', [ConfigHash, BuiltIn, $"{Reattach}", UserVariables, Command, .. Arguments]);
        IReadOnlyList<string> files = Get(PluginOptions.Files);
        return files.Count == 0 ? fingerprint : string.Join('\0', [fingerprint, "", "files", .. files]);
    }

    /// <summary>The name alone: what a record would print here includes configuration, which can be secret.</summary>
    public override string ToString() => Name;
}

/// <summary>When a cached credential is requested again.</summary>
/// <param name="OnWorkspaceChange">On a change of workspace. Default: true.</param>
/// <param name="OnStackChange">On a change of stack. Default: true.</param>
/// <param name="OnConfigChange">
/// With true, those changes matter only if the plugin's own configuration changed with them. Default: false.
/// </param>
public sealed record RefreshTriggers(
    bool OnWorkspaceChange = true,
    bool OnStackChange = true,
    bool OnConfigChange = false);
