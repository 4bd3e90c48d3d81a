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

    /// <inheritdoc />
    public async Task<CredentialResult> GetCredentialAsync(
        CredentialRequest request, SourceContext context, CancellationToken cancellationToken)
    {
        TimeSpan limit = context.Timeout <= s_longestTimer ? context.Timeout.Value : Timeout.InfiniteTimeSpan;
        using var timer = new CancellationTokenSource(limit, context.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            // 0: the variables are valid until the stack, the workspace or the configuration changes.
            return CredentialResult.Granted(
                await ReadAsync(request, context, either.Token).ConfigureAwait(false), lifetimeSeconds: 0);
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

    private static async Task<Dictionary<string, string>> ReadAsync(
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

        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (EnvInput input in inputs)
        {
            foreach ((string name, string value) in await input
                .ReadAsync(context, cancellationToken)
                .ConfigureAwait(false))
            {
                variables[name] = value;
            }
        }

        return variables;
    }
}
