using P5.Sources;

namespace P5.Host;

/// <summary>
/// The built-in source <c>env</c>: variables from dotenv files, from the configuration itself and from commands that
/// print them. Its inputs are read in order, program before stack, and later ones win.
/// </summary>
internal sealed class EnvSource() : BuiltInSource(SourceName)
{
    /// <summary>Its name.</summary>
    public const string SourceName = "env";

    public const string NoInput =
        "no source is configured; give config a type (file, static or exec) or a list of sources";

    /// <summary>What to do then.</summary>
    public const string NoInputFix =
        "Add sources to config, such as [{ type = \"file\", path = \".env\" }], or remove the plugin.";

    /// <inheritdoc />
    public override IReadOnlyList<string> Keys => EnvInputParser.Keys;

    /// <inheritdoc />
    public override bool OwnsName => true;

    /// <inheritdoc />
    public override IEnumerable<string> ListUses(PluginConfiguration plugin, string workspace, string? stack) =>
        ListUses(plugin.Name, workspace, plugin.ProgramConfig)
            .Concat(ListUses($"{plugin.Name} ({stack})", workspace, plugin.StackConfig));

    /// <inheritdoc />
    public override IReadOnlyCollection<string>? ListNames(PluginConfiguration plugin) =>
        TryReadInputs(plugin) is { Count: > 0 } inputs && inputs.All(input => input is StaticInput)
            ? [.. inputs.OfType<StaticInput>().SelectMany(input => input.Variables.Keys).Distinct()]
            : null;

    /// <inheritdoc />
    public override IEnumerable<UnreadKey> ListUnreadKeys(PluginConfiguration plugin) =>
        base.ListUnreadKeys(plugin).Concat(
            from table in SourceDiagnostics.TablesOf(plugin)
            from unread in EnvInputParser.ListUnreadKeys(table.Config)
            let path = $"{unread.Source}.{unread.Key}"
            select new UnreadKey(
                unread.Key, path, [$"{table.Name}.{path}", $"{table.Name}.{EnvInputParser.ListKey}"]));

    /// <inheritdoc />
    public override IEnumerable<string> ListFiles(PluginConfiguration plugin, string workspace)
    {
        try
        {
            return
            [
                .. (TryReadInputs(plugin) ?? [])
                    .OfType<FileInput>()
                    .Select(file => file.PathIn(workspace)),
            ];
        }
        catch (SourceException)
        {
            // Authentication reports it.
            return [];
        }
    }

    /// <inheritdoc />
    public override void Check(
        PluginConfiguration plugin,
        string workspace,
        PluginDiagnostics report,
        DiagnosticBag diagnostics,
        SourceSurroundings? surroundings) =>
        new EnvDiagnostics(plugin, workspace, report, diagnostics, surroundings).Check();

    /// <inheritdoc />
    protected override async Task<CredentialResult> ReadAsync(
        CredentialRequest request, SourceContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<EnvInput> inputs = EnvInputParser.Parse(request.ProgramConfig, request.StackConfig);
        if (inputs.Count == 0)
        {
            throw new SourceException(NoInput);
        }

        var variables = new Dictionary<string, string>(VariableRules.NameComparer);
        var checks = new List<Func<bool>>();
        DateTimeOffset? expiresAt = null;
        foreach (EnvInput input in inputs)
        {
            EnvVariables read = await input.ReadAsync(context, cancellationToken).ConfigureAwait(false);
            input.RequireValid(read, context);
            foreach ((string name, string value) in read.Variables)
            {
                variables[name] = value;
            }

            if (read.HasChanged is { } hasChanged)
            {
                checks.Add(hasChanged);
            }

            expiresAt = expiresAt < read.ExpiresAt ? expiresAt : read.ExpiresAt ?? expiresAt;
        }

        return CredentialResult.Granted(variables, context.SecondsUntil(expiresAt)) with
        {
            HasChanged = checks.Count == 0 ? null : () => checks.Exists(hasChanged => hasChanged()),
        };
    }

    private static IReadOnlyList<EnvInput>? TryReadInputs(PluginConfiguration plugin)
    {
        try
        {
            return EnvInputParser.Parse(plugin.ProgramConfig, plugin.StackConfig);
        }
        catch (SourceException)
        {
            // Authentication reports it.
            return null;
        }
    }

    private static IEnumerable<string> ListUses(
        string origin, string workspace, IReadOnlyDictionary<string, string> config)
    {
        IEnumerable<EnvInput> inputs;
        try
        {
            inputs = EnvInputParser.Parse(config);
        }
        catch (SourceException exception)
        {
            // None of them is used then: the plugin's call fails with this text.
            return [$"{origin}: nothing: {exception.InOneLine}"];
        }

        return inputs.Select(input => input switch
        {
            ExecInput exec => $"{origin}: exec {exec.CommandLine}",
            FileInput file => $"{origin}: file {RepositoryFolder.DescribeFile(file.FilePath, workspace)}",
            _ => null,
        }).OfType<string>();
    }
}
