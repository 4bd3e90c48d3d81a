namespace P5.Host;

/// <summary>One place that the <c>env</c> plugin has variables from.</summary>
internal abstract record EnvSource
{
    /// <summary>Reads the variables.</summary>
    /// <param name="surroundings">What the configuration does not say.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Names and values; of a name that comes twice the later counts.</returns>
    /// <exception cref="EnvSourceException">They cannot be read.</exception>
    public abstract Task<IEnumerable<KeyValuePair<string, string>>> ReadAsync(
        EnvSurroundings surroundings,
        CancellationToken cancellationToken);
}
