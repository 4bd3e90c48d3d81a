using P5.Proto.V0;

namespace P5.Host;

/// <summary>
/// The built-in plugin <c>env</c>: variables from dotenv files, from the configuration itself and from commands that
/// print them. Its sources are read in order, program before stack, and later ones win.
/// </summary>
/// <param name="surroundings">What its configuration does not say.</param>
/// <param name="timeout">The longest that the answer may take; null sets no limit.</param>
/// <param name="timeProvider">The clock of the timeout.</param>
internal sealed class EnvPlugin(EnvSurroundings surroundings, TimeSpan? timeout, TimeProvider timeProvider) : IAuthenticator
{
    /// <summary>The name that makes a configured plugin this one.</summary>
    public const string Name = "env";

    /// <summary>What is wrong with a configuration without a source.</summary>
    public const string NoSource =
        "no source is configured; give config a type (file, static or exec) or a list of sources";

    /// <summary>The longest wait that a timer can be set to; longer ones are as good as none.</summary>
    private static readonly TimeSpan s_longestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <inheritdoc />
    public async Task<PluginCredential> AuthenticateAsync(
        AuthenticateRequest request, Func<AuthenticateResponse, PluginCredential> accept, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout <= s_longestTimer ? timeout.Value : Timeout.InfiniteTimeSpan, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return accept(await AnswerAsync(request, either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw PluginErrors.TimedOut(Name, timeout!.Value, exception);
        }
    }

    private async Task<AuthenticateResponse> AnswerAsync(AuthenticateRequest request, CancellationToken cancellationToken)
    {
        // 0: the variables hold until the stack, the workspace or the configuration changes.
        var response = new AuthenticateResponse { Success = true, TtlSeconds = 0 };
        try
        {
            IReadOnlyList<EnvSource> sources =
            [
                .. EnvSourceParser.Parse(request.ProgramConfig),
                .. EnvSourceParser.Parse(request.StackConfig),
            ];
            if (sources.Count == 0)
            {
                throw new EnvSourceException(NoSource);
            }

            foreach (EnvSource source in sources)
            {
                foreach ((string name, string value) in await source.ReadAsync(surroundings, cancellationToken).ConfigureAwait(false))
                {
                    response.Env[name] = value;
                }
            }

            return response;
        }
        catch (EnvSourceException exception)
        {
            return new AuthenticateResponse { Success = false, Error = exception.Message };
        }
    }
}
