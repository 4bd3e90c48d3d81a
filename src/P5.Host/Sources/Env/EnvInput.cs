using P5.Sources;

namespace P5.Host;

/// <summary>
/// One file, table or command that <c>env</c> reads variables from; users call it a source of <c>env</c>.
/// </summary>
internal abstract record EnvInput
{
    /// <summary>The limit of configuration files; far more than an environment needs.</summary>
    public const int MaximumBytes = ConfigFileText.MaximumBytes;

    /// <summary>The name of the input in messages: its type and its settings that are not secret.</summary>
    public abstract string Title { get; }

    /// <summary>Where the input is configured: an item of <c>sources</c>, or "" for the top level.</summary>
    public string Setting { get; init; } = "";

    /// <summary>Its keys that have no meaning beside the others.</summary>
    public IReadOnlyList<UnusedKey> UnusedKeys { get; init; } = [];

    /// <summary>Reads the variables.</summary>
    /// <param name="context">The workspace, and the environment of commands.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="SourceException">They cannot be read.</exception>
    public abstract Task<EnvVariables> ReadAsync(SourceContext context, CancellationToken cancellationToken);

    /// <summary>Throws if the variables have expired.</summary>
    /// <exception cref="SourceException">They have.</exception>
    public void RequireValid(EnvVariables read, SourceContext context)
    {
        if (read.ExpiresAt <= context.TimeProvider.GetUtcNow())
        {
            throw new SourceException($"{Title} returned a credential that has already expired");
        }
    }
}

/// <summary>A key of an input that has no meaning beside the others.</summary>
/// <param name="Key">The key.</param>
/// <param name="Reason">Why it is not used.</param>
/// <param name="Fix">What to do.</param>
internal sealed record UnusedKey(string Key, string Reason, string Fix);

/// <summary>The variables of one input. Values are secret.</summary>
internal sealed class EnvVariables
{
    /// <summary>Names and values; if a name is repeated, the last value is used.</summary>
    public required IEnumerable<KeyValuePair<string, string>> Variables { get; init; }

    /// <summary>When the variables expire; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Returns whether the source has changed; null if that cannot be checked.</summary>
    public Func<bool>? HasChanged { get; init; }
}

/// <summary>The variables of a file.</summary>
/// <param name="FilePath">The file, as configured.</param>
/// <param name="IsOptional">Whether a missing file gives no variables; otherwise it is an error.</param>
internal sealed record FileInput(string FilePath, bool IsOptional) : EnvInput
{
    /// <inheritdoc />
    public override string Title => $"file source {FilePath}";

    /// <inheritdoc />
    public override Task<EnvVariables> ReadAsync(SourceContext context, CancellationToken cancellationToken) =>
        // A file on another machine may take long, and opening it cannot be cancelled.
        Task.Run(() => Read(context.WorkspaceDirectory), cancellationToken).WaitAsync(cancellationToken);

    /// <summary>The file's full path.</summary>
    /// <param name="workspace">Full path of the workspace.</param>
    /// <exception cref="SourceException">It is not a path.</exception>
    public string PathIn(string workspace)
    {
        try
        {
            return UserPath.Resolve(FilePath, workspace);
        }
        catch (ArgumentException exception)
        {
            throw new SourceException($"{Title} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Reads the file. A relative path can lead to one that another user has created beside the configuration.
    /// </summary>
    /// <param name="path">Its full path.</param>
    /// <inheritdoc cref="FileContent.Read"/>
    public FileContent ReadContent(string path) =>
        FileContent.Read(path, MaximumBytes, isTrusted: UserPath.IsAbsolute(FilePath));

    private EnvVariables Read(string workspace)
    {
        string path = PathIn(workspace);
        try
        {
            FileContent content = ReadContent(path);
            if (content.Bytes is null && !IsOptional)
            {
                throw new SourceException(
                    $"file source {path} cannot be read: it does not exist. Create it, or set optional = true if it "
                        + "may be missing");
            }

            VariableText? text = content.Bytes is { } bytes ? VariableText.Parse(bytes) : null;
            return new EnvVariables
            {
                Variables = text?.Variables ?? [],
                ExpiresAt = text?.ExpiresAt,
                HasChanged = content.HasChanged,
            };
        }
        catch (VariableTextException exception)
        {
            throw exception.In($"file source {path}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SourceException($"file source {path} cannot be read: {exception.Message}", exception);
        }
    }
}

/// <summary>Variables from the configuration itself.</summary>
/// <param name="Variables">Names and values.</param>
internal sealed record StaticInput(IReadOnlyDictionary<string, string> Variables) : EnvInput
{
    /// <inheritdoc />
    public override string Title => "static source";

    /// <inheritdoc />
    public override Task<EnvVariables> ReadAsync(SourceContext context, CancellationToken cancellationToken) =>
        Task.FromResult(new EnvVariables { Variables = Variables });

    /// <summary>The title alone: values are secret.</summary>
    public override string ToString() => Title;
}
