using P5.Sources;

namespace P5.Host;

/// <summary>A built-in source with an assembly of its own, which its first use loads.</summary>
/// <param name="name">Its name.</param>
/// <param name="create">
/// Creates it. The runtime loads the assembly with the code that uses it, so nothing else may name its types.
/// </param>
internal sealed class SeparateSource(string name, Func<ISeparateSource> create) : BuiltInSource(name)
{
    private readonly Lazy<ISeparateSource> _source = new(create);

    /// <inheritdoc />
    public override IReadOnlyList<SourceSetting> Settings => _source.Value.Settings;

    /// <inheritdoc />
    public override IEnumerable<string> ListUses(PluginConfiguration plugin, string workspace, string? stack)
    {
        try
        {
            SourceSettings settings = ReadSettings(plugin.ProgramConfig, plugin.StackConfig);
            return ListUses(settings)
                .Concat(settings.ListFiles()
                    .Select(file => $"file {RepositoryFolder.DescribeFile(file.Path, workspace)}"))
                .Select(use => $"{plugin.Name}: {use}");
        }
        catch (SourceException exception)
        {
            // Nothing is used then: the plugin's call fails with this text.
            return [$"{plugin.Name}: nothing: {exception.InOneLine}"];
        }
    }

    /// <inheritdoc />
    public override IEnumerable<string> ListVariables(PluginConfiguration plugin)
    {
        try
        {
            return TryReadSettings(plugin) is { } settings ? _source.Value.ListVariables(settings) : [];
        }
        catch (Exception exception) when (PluginErrors.IsAssemblyFailure(exception))
        {
            // The request reports it, as the result of this plugin alone.
            return [];
        }
    }

    /// <inheritdoc />
    protected override void Validate(SourceSettings settings) => _source.Value.Validate(settings);

    /// <inheritdoc />
    protected override IReadOnlyCollection<string> ListNames(SourceSettings settings) =>
        [.. _source.Value.ListNames(settings)];

    /// <inheritdoc />
    protected override IEnumerable<SourceException> FindMissing(
        SourceSettings settings, string workspace, SourceSurroundings surroundings) =>
        base.FindMissing(settings, workspace, surroundings)
            .Concat(_source.Value.FindMissing(settings, surroundings.ContextOf(workspace)));

    /// <inheritdoc />
    protected override Task<CredentialResult> ReadAsync(
        CredentialRequest request, SourceContext context, CancellationToken cancellationToken) =>
        _source.Value.ReadAsync(ReadSettings(request), context, cancellationToken);

    /// <inheritdoc />
    protected override Task EndAsync(
        CredentialLease lease, SourceContext context, CancellationToken cancellationToken) =>
        _source.Value.RevokeAsync(lease, context, cancellationToken);

    private IEnumerable<string> ListUses(SourceSettings settings) =>
    [
        .. _source.Value.ListUses(settings),
        .. settings.ListSecrets().Select(setting => $"{setting.Key} from {setting.Secret.Describe()}"),
    ];
}
