using P5.Sources;

namespace P5.Host;

/// <summary>
/// One file, table or command that <c>env</c> reads variables from; users call it a source of <c>env</c>.
/// </summary>
internal abstract record EnvInput
{
    /// <summary>Reads the variables.</summary>
    /// <param name="context">The workspace, and the environment of commands.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Names and values; the last value of a repeated name wins.</returns>
    /// <exception cref="EnvInputException">They cannot be read.</exception>
    public abstract Task<IEnumerable<KeyValuePair<string, string>>> ReadAsync(
        SourceContext context, CancellationToken cancellationToken);
}

/// <summary>The variables of a dotenv file.</summary>
/// <param name="FilePath">The file, as configured.</param>
internal sealed record FileInput(string FilePath) : EnvInput
{
    /// <inheritdoc />
    public override async Task<IEnumerable<KeyValuePair<string, string>>> ReadAsync(
        SourceContext context, CancellationToken cancellationToken)
    {
        string path = FilePath;
        try
        {
            path = UserPath.Resolve(FilePath, context.WorkspaceDirectory);
            return Dotenv.Parse(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new EnvInputException($"file source {path} cannot be read: {exception.Message}", exception);
        }
    }
}

/// <summary>Variables from the configuration itself.</summary>
/// <param name="Variables">Names and values.</param>
internal sealed record StaticInput(IReadOnlyDictionary<string, string> Variables) : EnvInput
{
    /// <inheritdoc />
    public override Task<IEnumerable<KeyValuePair<string, string>>> ReadAsync(
        SourceContext context, CancellationToken cancellationToken) =>
        Task.FromResult<IEnumerable<KeyValuePair<string, string>>>(Variables);
}

/// <summary>An input that is configured wrongly or cannot be read. Contains no value.</summary>
internal sealed class EnvInputException(string message, Exception? innerException = null)
    : Exception(message, innerException);
