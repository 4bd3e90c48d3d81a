namespace P5.Host;

/// <summary>Variables of a dotenv file.</summary>
/// <param name="FilePath">The file, as configured.</param>
internal sealed record FileEnvSource(string FilePath) : EnvSource
{
    /// <inheritdoc />
    public override async Task<IEnumerable<KeyValuePair<string, string>>> ReadAsync(
        EnvSurroundings surroundings,
        CancellationToken cancellationToken)
    {
        string path = FilePath;
        try
        {
            path = UserPath.Resolve(FilePath, surroundings.WorkspaceDirectory);
            return Dotenv.Parse(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new EnvSourceException($"file source {path} cannot be read: {exception.Message}", exception);
        }
    }
}
