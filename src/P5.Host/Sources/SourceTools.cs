using P5.Sources;

namespace P5.Host;

/// <summary>What a source with its own assembly uses of the host, for one request.</summary>
/// <param name="workspace">Full path of the workspace.</param>
/// <param name="userEnvironment">The environment without variables of plugins.</param>
/// <param name="secrets">The user's own secrets; null if the host has none.</param>
/// <param name="timeProvider">The clock of waits.</param>
internal sealed class SourceTools(
    string workspace,
    IReadOnlyDictionary<string, string> userEnvironment,
    IUserSecrets? secrets,
    TimeProvider timeProvider) : ISourceTools
{
    private readonly SourceContext _context = new()
    {
        WorkspaceDirectory = workspace,
        Environment = userEnvironment,
        Secrets = secrets,
        TimeProvider = timeProvider,
    };

    /// <inheritdoc />
    public string Repository => WorkspaceIdentity.RepositoryOf(workspace);

    /// <inheritdoc />
    public SourceFile ReadFile(string path) => Read(path, UserPath.Resolve);

    /// <inheritdoc />
    public SourceFile ReadFileOfSetting(string setting, string path)
    {
        try
        {
            return Read(path, RepositoryFolder.FindFile);
        }
        catch (SourceException exception)
        {
            throw exception.At(setting);
        }
    }

    /// <inheritdoc />
    public string? FindProblem(string noun, string executable) =>
        new ExecInput(executable, [], Directory: null) is var input
        && input.FindExecutableProblem(workspace, userEnvironment) is { } problem
            ? $"{noun} {executable} cannot be run: {problem}"
            : null;

    /// <inheritdoc />
    public Task<byte[]> RunAsync(string noun, IReadOnlyList<string> command, CancellationToken cancellationToken) =>
        new ExecInput(command[0], [.. command.Skip(1)], Directory: null) { Noun = noun }
            .RunAsync(_context, cancellationToken);

    /// <inheritdoc />
    public Task<UserSecret> ReadSecretAsync(
        SecretReference reference, string setting, string variable, CancellationToken cancellationToken) =>
        reference.ReadAsync(setting, variable, _context, cancellationToken);

    private SourceFile Read(string path, Func<string, string, string> find)
    {
        string file = path;
        try
        {
            file = UserPath.Resolve(path, workspace);
            FileContent content = FileContent.Read(
                find(path, workspace), SourceHttp.MaximumBytes, isTrusted: UserPath.IsAbsolute(path));
            return new SourceFile(file, content.Bytes, content.HasChanged);
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SourceException($"{file} cannot be read: {exception.Message}", exception);
        }
    }
}
