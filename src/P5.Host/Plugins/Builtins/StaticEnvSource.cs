namespace P5.Host;

/// <summary>Variables that stand in the configuration.</summary>
/// <param name="Variables">Names and values.</param>
internal sealed record StaticEnvSource(IReadOnlyDictionary<string, string> Variables) : EnvSource
{
    /// <inheritdoc />
    public override Task<IEnumerable<KeyValuePair<string, string>>> ReadAsync(
        EnvSurroundings surroundings,
        CancellationToken cancellationToken) =>
        Task.FromResult<IEnumerable<KeyValuePair<string, string>>>(Variables);
}
