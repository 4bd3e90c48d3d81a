using P5.Sources;

namespace P5.Host;

/// <summary>
/// The built-in source <c>env</c>: variables from dotenv files, from the configuration itself and from commands that
/// print them. Its inputs are read in order, program before stack, and later ones win.
/// </summary>
internal sealed class EnvSource : ICredentialSource
{
    /// <summary>The name by which a configured plugin is this source.</summary>
    public const string Name = "env";

    public const string NoInput =
        "no source is configured; give config a type (file, static or exec) or a list of sources";

    /// <summary>The longest wait that a timer can be set to; longer ones are as good as none.</summary>
    private static readonly TimeSpan s_longestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>The full paths of the files that the source reads in a workspace.</summary>
    /// <returns>The paths; none if the source is not configured or its configuration is invalid.</returns>
    public static IReadOnlyList<string> FilesOf(WorkspaceConfiguration configuration)
    {
        if (!configuration.Plugins.TryGetValue(Name, out PluginConfiguration? plugin))
        {
            return [];
        }

        try
        {
            return
            [
                .. EnvInputParser.Parse(plugin.ProgramConfig)
                    .Concat(EnvInputParser.Parse(plugin.StackConfig))
                    .OfType<FileInput>()
                    .Select(file => file.PathIn(configuration.WorkspaceDirectory)),
            ];
        }
        catch (EnvInputException)
        {
            // Authentication reports it.
            return [];
        }
    }

    /// <inheritdoc />
    public async Task<CredentialResult> GetCredentialAsync(
        CredentialRequest request, SourceContext context, CancellationToken cancellationToken)
    {
        TimeSpan limit = context.Timeout <= s_longestTimer ? context.Timeout.Value : Timeout.InfiniteTimeSpan;
        using var timer = new CancellationTokenSource(limit, context.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await ReadAsync(request, context, either.Token).ConfigureAwait(false);
        }
        catch (EnvInputException exception)
        {
            return CredentialResult.Refused(exception.Message);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{Name} took longer than {limit}.", exception);
        }
    }

    private static async Task<CredentialResult> ReadAsync(
        CredentialRequest request, SourceContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<EnvInput> inputs =
        [
            .. EnvInputParser.Parse(request.ProgramConfig),
            .. EnvInputParser.Parse(request.StackConfig),
        ];
        if (inputs.Count == 0)
        {
            throw new EnvInputException(NoInput);
        }

        var variables = new Dictionary<string, string>(VariableRules.NameComparer);
        var checks = new List<Func<bool>>();
        DateTimeOffset? expiresAt = null;
        foreach (EnvInput input in inputs)
        {
            EnvVariables read = await input.ReadAsync(context, cancellationToken).ConfigureAwait(false);
            if (read.ExpiresAt <= context.TimeProvider.GetUtcNow())
            {
                throw new EnvInputException($"{input.Title} returned a credential that has already expired");
            }

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

        return CredentialResult.Granted(variables, LifetimeOf(expiresAt, context)) with
        {
            HasChanged = checks.Count == 0 ? null : () => checks.Exists(hasChanged => hasChanged()),
        };
    }

    /// <summary>
    /// The seconds until the expiry; 0 without one, so that the answer is valid until the stack, the workspace, the
    /// configuration or a file changes.
    /// </summary>
    private static int LifetimeOf(DateTimeOffset? expiresAt, SourceContext context)
    {
        if (expiresAt is not { } time)
        {
            return 0;
        }

        double seconds = Math.Floor((time - context.TimeProvider.GetUtcNow()).TotalSeconds);
        return (int)Math.Clamp(seconds, 1, int.MaxValue);
    }
}
